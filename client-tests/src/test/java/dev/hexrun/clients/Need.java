package dev.hexrun.clients;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;

/** A requirement of a test on the machine. */
enum Need {
    /** The tests run as root. */
    ROOT,
    /** A static busybox for the images. */
    BUSYBOX,
    /** runc, to which hexrun is compared. */
    RUNC,
    /** crun, to which hexrun is compared where runc lacks a feature. */
    CRUN,
    /** Podman and conmon. */
    PODMAN,
    /** Buildah. */
    BUILDAH,
    /** Docker's daemon and client, and containerd. */
    DOCKER,
    /** containerd with its shim and ctr. */
    CONTAINERD,
    /** systemd, to be the first process of a container; it need not run on the host. */
    SYSTEMD_PROGRAM,
    /** {@code newuidmap} of shadow, which maps the ids that /etc/subuid gives to a user. */
    NEWUIDMAP,
    /** Permission of other users to read the distribution and to search the directories above it. */
    READABLE_DISTRIBUTION;

    /** Returns why the requirement is not met, or an empty string. */
    String missing() {
        return switch (this) {
            case ROOT -> "root".equals(System.getProperty("user.name")) ? "" : "not root";
            case BUSYBOX -> Image.busybox().isPresent() ? "" : "no static busybox (package busybox-static)";
            case RUNC -> programs("runc");
            case CRUN -> programs("crun");
            case PODMAN -> programs("podman", "conmon");
            case BUILDAH -> programs("buildah");
            case DOCKER -> programs("dockerd", "docker", "containerd");
            case CONTAINERD -> programs("containerd", "containerd-shim-runc-v2", "ctr");
            case SYSTEMD_PROGRAM ->
                Files.isExecutable(Path.of("/usr/lib/systemd/systemd")) ? "" : "no systemd (package systemd)";
            case NEWUIDMAP -> programs("newuidmap", "newgidmap");
            case READABLE_DISTRIBUTION -> inaccessible(OciRuntime.hexrun().path());
        };
    }

    private static String inaccessible(Path path) {
        try {
            for (Path directory = path.toRealPath(); directory != null; directory = directory.getParent()) {
                if (!Files.getPosixFilePermissions(directory).contains(PosixFilePermission.OTHERS_EXECUTE)) {
                    return directory + " is not accessible to other users";
                }
            }
            return "";
        } catch (IOException failed) {
            return failed.toString();
        }
    }

    private static String programs(String... names) {
        for (String name : names) {
            if (Programs.find(name).isEmpty()) {
                return "no program " + name + " (scripts/client-packages installs it)";
            }
        }
        return "";
    }
}
