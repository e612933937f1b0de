/**
 * SELinux contexts and the label options of container engines: {@code user: role: type: level: filetype: disable}. The
 * package is an interface for engines that embed the runtime; a runtime only applies the labels of its configuration.
 *
 * @see <a href="https://github.com/SELinuxProject/selinux-notebook/blob/main/src/security_context.md">The SELinux
 *     Notebook, security context</a>
 */
@NullMarked
package dev.hexrun.domain.selinux;

import org.jspecify.annotations.NullMarked;
