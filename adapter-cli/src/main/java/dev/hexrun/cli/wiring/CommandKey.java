package dev.hexrun.cli.wiring;

import dagger.MapKey;
import dev.hexrun.cli.command.CommandName;

/** The name of the command that a class executes. */
@MapKey
@interface CommandKey {

    /** {@return the name} */
    CommandName value();
}
