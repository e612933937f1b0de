package dev.hexrun.port.extension;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The changes that a {@link ContainerExtension} makes to a launch. An empty value changes nothing.
 *
 * @param keepGroups whether the process keeps the supplementary groups of the runtime's caller instead of {@code
 *     process.user.additionalGids}
 * @param refuseUnknownSystemCalls whether a seccomp profile with a system call that the compiler does not know is an
 *     error; by default the runtime ignores such calls
 * @param hookOutput the absolute path of a file to which the standard output of hooks is appended
 * @param hookErrorOutput the absolute path of a file to which the standard error of hooks is appended
 * @param seccompListener the path of the socket of a seccomp agent, used if the profile has no {@code listenerPath}
 * @param pidfdSocket the path of a socket to which a pidfd of the container's first process is sent, used if the
 *     command line names none
 * @param mountContextType the SELinux mount option for {@code linux.mountLabel}: {@code context}, {@code fscontext},
 *     {@code defcontext} or {@code rootcontext}
 * @param systemdSubgroup a path below the container's cgroup, in which its processes run if the cgroup driver declares
 *     {@link dev.hexrun.port.cgroup.CgroupFeatures#systemd}; it is the root of the container's cgroup namespace; empty
 *     for none
 * @param delegatedSubgroup a path below that cgroup, into which the first process is moved after its cgroup namespace is
 *     created; it gets no limits; v2 only; empty for none
 * @param stateMembers further members of the output of {@code state}, strings by name
 */
public record LaunchChanges(
        boolean keepGroups,
        boolean refuseUnknownSystemCalls,
        Optional<String> hookOutput,
        Optional<String> hookErrorOutput,
        Optional<String> seccompListener,
        Optional<String> pidfdSocket,
        Optional<String> mountContextType,
        String systemdSubgroup,
        String delegatedSubgroup,
        Map<String, String> stateMembers) {

    /** No changes. */
    public static final LaunchChanges NONE = new Builder().build();

    /** Copies the map, in its order. */
    public LaunchChanges {
        stateMembers = Collections.unmodifiableMap(new LinkedHashMap<>(stateMembers));
    }

    /** A builder of changes, which starts without any. */
    public static final class Builder {

        private boolean keepGroups;
        private boolean refuseUnknownSystemCalls;
        private Optional<String> hookOutput = Optional.empty();
        private Optional<String> hookErrorOutput = Optional.empty();
        private Optional<String> seccompListener = Optional.empty();
        private Optional<String> pidfdSocket = Optional.empty();
        private Optional<String> mountContextType = Optional.empty();
        private String systemdSubgroup = "";
        private String delegatedSubgroup = "";
        private final Map<String, String> stateMembers = new LinkedHashMap<>();

        /** Creates a builder without changes. */
        public Builder() {}

        /**
         * Sets whether the process keeps the groups of the caller.
         *
         * @param value whether it does
         * @return this builder
         */
        public Builder keepGroups(boolean value) {
            keepGroups = value;
            return this;
        }

        /**
         * Sets whether unknown system calls in a seccomp profile are an error.
         *
         * @param value whether they are
         * @return this builder
         */
        public Builder refuseUnknownSystemCalls(boolean value) {
            refuseUnknownSystemCalls = value;
            return this;
        }

        /**
         * Sets the file for the standard output of hooks.
         *
         * @param path an absolute path
         * @return this builder
         */
        public Builder hookOutput(String path) {
            hookOutput = Optional.of(path);
            return this;
        }

        /**
         * Sets the file for the standard error of hooks.
         *
         * @param path an absolute path
         * @return this builder
         */
        public Builder hookErrorOutput(String path) {
            hookErrorOutput = Optional.of(path);
            return this;
        }

        /**
         * Sets the socket of the seccomp agent.
         *
         * @param path the path of the socket
         * @return this builder
         */
        public Builder seccompListener(String path) {
            seccompListener = Optional.of(path);
            return this;
        }

        /**
         * Sets the socket that receives a pidfd of the container's first process.
         *
         * @param path the path of the socket
         * @return this builder
         */
        public Builder pidfdSocket(String path) {
            pidfdSocket = Optional.of(path);
            return this;
        }

        /**
         * Sets the SELinux mount option for {@code linux.mountLabel}.
         *
         * @param option the name of the option
         * @return this builder
         */
        public Builder mountContextType(String option) {
            mountContextType = Optional.of(option);
            return this;
        }

        /**
         * Sets the cgroup in which the processes run below the container's cgroup of the driver {@code systemd}.
         *
         * @param path a relative path without {@code ..}; empty for none
         * @return this builder
         */
        public Builder systemdSubgroup(String path) {
            systemdSubgroup = path;
            return this;
        }

        /**
         * Sets the cgroup into which the first process is moved.
         *
         * @param path a relative path without {@code ..}; empty for none
         * @return this builder
         */
        public Builder delegatedSubgroup(String path) {
            delegatedSubgroup = path;
            return this;
        }

        /**
         * Adds a member to the output of {@code state}.
         *
         * @param name its name, which must not be one of the specification
         * @param value its value
         * @return this builder
         */
        public Builder stateMember(String name, String value) {
            stateMembers.put(name, value);
            return this;
        }

        /**
         * Creates the changes.
         *
         * @return the changes
         */
        public LaunchChanges build() {
            return new LaunchChanges(
                    keepGroups,
                    refuseUnknownSystemCalls,
                    hookOutput,
                    hookErrorOutput,
                    seccompListener,
                    pidfdSocket,
                    mountContextType,
                    systemdSubgroup,
                    delegatedSubgroup,
                    stateMembers);
        }
    }
}
