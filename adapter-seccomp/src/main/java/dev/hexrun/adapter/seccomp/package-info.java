/**
 * The compilation of seccomp profiles by libseccomp ({@code seccomp_rule_add(3)}, {@code seccomp_export_bpf(3)}). This
 * package decides the content of filters; {@link dev.hexrun.adapter.seccomp.libseccomp.FilterContext} calls the
 * library.
 */
@NullMarked
package dev.hexrun.adapter.seccomp;

import org.jspecify.annotations.NullMarked;
