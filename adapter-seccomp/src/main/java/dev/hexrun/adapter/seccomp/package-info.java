/**
 * Profiles of system calls, compiled by libseccomp ({@code seccomp_rule_add(3)}, {@code seccomp_export_bpf(3)}). What goes
 * into a filter is decided here; the library is reached through {@link
 * dev.hexrun.adapter.seccomp.libseccomp.FilterContext}.
 */
@NullMarked
package dev.hexrun.adapter.seccomp;

import org.jspecify.annotations.NullMarked;
