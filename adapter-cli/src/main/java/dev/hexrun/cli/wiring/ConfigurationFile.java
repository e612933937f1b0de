package dev.hexrun.cli.wiring;

import jakarta.inject.Qualifier;

/** Marks the path of the configuration file, {@code hexrun.conf}; empty if this installation has none. */
@Qualifier
@interface ConfigurationFile {}
