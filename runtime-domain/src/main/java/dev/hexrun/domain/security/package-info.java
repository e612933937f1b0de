/** The contributions of Linux security modules to a plan: labels of the process, of its keyring and of its mounts. */
@NullMarked
package dev.hexrun.domain.security;

import org.jspecify.annotations.NullMarked;
