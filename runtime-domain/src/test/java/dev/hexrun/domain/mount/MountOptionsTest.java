package dev.hexrun.domain.mount;

import static dev.hexrun.domain.mount.MountFlags.MOUNT_ATTR_NOATIME;
import static dev.hexrun.domain.mount.MountFlags.MOUNT_ATTR_NODEV;
import static dev.hexrun.domain.mount.MountFlags.MOUNT_ATTR_NODIRATIME;
import static dev.hexrun.domain.mount.MountFlags.MOUNT_ATTR_NOEXEC;
import static dev.hexrun.domain.mount.MountFlags.MOUNT_ATTR_NOSUID;
import static dev.hexrun.domain.mount.MountFlags.MOUNT_ATTR_NOSYMFOLLOW;
import static dev.hexrun.domain.mount.MountFlags.MOUNT_ATTR_RDONLY;
import static dev.hexrun.domain.mount.MountFlags.MOUNT_ATTR_STRICTATIME;
import static dev.hexrun.domain.mount.MountFlags.MOUNT_ATTR__ATIME;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class MountOptionsTest {

    static Stream<Arguments> attributes() {
        return Stream.of(
                arguments("ro", MOUNT_ATTR_RDONLY, 0L),
                arguments("rw", 0L, MOUNT_ATTR_RDONLY),
                arguments("nosuid", MOUNT_ATTR_NOSUID, 0L),
                arguments("suid", 0L, MOUNT_ATTR_NOSUID),
                arguments("nodev", MOUNT_ATTR_NODEV, 0L),
                arguments("dev", 0L, MOUNT_ATTR_NODEV),
                arguments("noexec", MOUNT_ATTR_NOEXEC, 0L),
                arguments("exec", 0L, MOUNT_ATTR_NOEXEC),
                arguments("nodiratime", MOUNT_ATTR_NODIRATIME, 0L),
                arguments("diratime", 0L, MOUNT_ATTR_NODIRATIME),
                arguments("nosymfollow", MOUNT_ATTR_NOSYMFOLLOW, 0L),
                arguments("symfollow", 0L, MOUNT_ATTR_NOSYMFOLLOW),
                arguments("noatime", MOUNT_ATTR_NOATIME, MOUNT_ATTR__ATIME),
                arguments("strictatime", MOUNT_ATTR_STRICTATIME, MOUNT_ATTR__ATIME),
                arguments("relatime", 0L, MOUNT_ATTR__ATIME),
                arguments("ro rw", 0L, MOUNT_ATTR_RDONLY),
                arguments("rw ro", MOUNT_ATTR_RDONLY, 0L),
                arguments("noatime strictatime", MOUNT_ATTR_STRICTATIME, MOUNT_ATTR__ATIME),
                arguments("strictatime atime", MOUNT_ATTR_STRICTATIME, MOUNT_ATTR__ATIME),
                arguments("noatime norelatime", MOUNT_ATTR_NOATIME, MOUNT_ATTR__ATIME),
                arguments("nosuid noexec nodev ro", 0xFL, 0L),
                arguments("defaults", 0L, 0L),
                arguments("", 0L, 0L));
    }

    @ParameterizedTest
    @MethodSource("attributes")
    void setsAndClearsAttributes(String options, long set, long cleared) {
        MountOptions parsed = parse(options);

        assertThat(parsed.attributesSet()).isEqualTo(set);
        assertThat(parsed.attributesCleared()).isEqualTo(cleared);
        assertThat(parsed.recursiveSet()).isZero();
        assertThat(parsed.recursiveCleared()).isZero();
        assertThat(parsed.data()).isEmpty();
        assertThat(parsed.superblock()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"atime", "norelatime", "nostrictatime", "noatime atime", "relatime norelatime"})
    void doesNotChangeAccessTimes_ifNoModeIsSet(String options) {
        MountOptions parsed = parse(options);

        assertThat(parsed.attributesSet()).isZero();
        assertThat(parsed.attributesCleared()).isZero();
        assertThat(parsed.changesAttributes()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "bind, false",
        "rbind rprivate, false",
        "rro, false",
        "ro, true",
        "dev, true",
        "relatime, true",
        "atime, true"
    })
    void reportsWhetherAttributesAreChanged(String options, boolean named) {
        assertThat(parse(options).changesAttributes()).isEqualTo(named);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ratime", "rnorelatime", "rnostrictatime", "rnoatime ratime"})
    void setsRelativeAccessTimesOfATree_ifNoModeIsSet(String options) {
        assertThat(parse(options).recursiveSet()).isZero();
        assertThat(parse(options).recursiveCleared()).isEqualTo(MOUNT_ATTR__ATIME);
    }

    @ParameterizedTest
    @MethodSource("attributes")
    void setsAndClearsAttributesOfATree(String options, long set, long cleared) {
        List<String> recursive = new ArrayList<>();
        for (String option : options.split(" ", -1)) {
            recursive.add(option.isEmpty() || option.equals("defaults") ? option : "r" + option);
        }

        MountOptions parsed = MountOptions.of(recursive);

        assertThat(parsed.recursiveSet()).isEqualTo(set);
        assertThat(parsed.recursiveCleared()).isEqualTo(cleared);
        assertThat(parsed.attributesSet()).isZero();
        assertThat(parsed.attributesCleared()).isZero();
        assertThat(parsed.data()).isEmpty();
    }

    @Test
    void keepsTheOrderOfPropagation() {
        assertThat(parse("rslave nosuid shared").propagation()).containsExactly(Propagation.RSLAVE, Propagation.SHARED);
    }

    @Test
    void passesUnknownOptionsToTheFileSystem() {
        assertThat(parse("newinstance nosuid ptmxmode=0666 gid=5").data())
                .containsExactly("newinstance", "ptmxmode=0666", "gid=5");
    }

    @Test
    void splitsAtCommas() {
        assertThat(parse("mode=755,size=64k,").data()).containsExactly("mode=755", "size=64k");
    }

    @Test
    void doesNotSplitInQuotesOrAfterABackslash() {
        assertThat(parse("context=\"system_u:object_r:t:s0:c1,c2\",uid=0").data())
                .containsExactly("context=\"system_u:object_r:t:s0:c1,c2\"", "uid=0");
        assertThat(parse("lowerdir=/a\\,b:/c,userxattr").data()).containsExactly("lowerdir=/a\\,b:/c", "userxattr");
    }

    @Test
    void separatesParametersOfTheSuperblock() {
        MountOptions options = parse("sync lazytime dirsync async nolazytime");

        assertThat(options.superblock()).containsExactly("dirsync", "async", "nolazytime");
        assertThat(options.data()).isEmpty();
    }

    @Test
    void ignoresIversion() {
        MountOptions options = parse("iversion noiversion iversion");

        assertThat(options.superblock()).isEmpty();
        assertThat(options.data()).isEmpty();
    }

    @Test
    void distinguishesBindMounts() {
        assertThat(parse("bind").bind()).isEqualTo(MountOptions.Bind.MOUNT);
        assertThat(parse("rbind ro").bind()).isEqualTo(MountOptions.Bind.TREE);
        assertThat(parse("ro").isBind("tmpfs")).isFalse();
        assertThat(parse("ro").isBind("bind")).isTrue();
        assertThat(parse("bind").isBind("")).isTrue();
    }

    @Test
    void parsesExtensions() {
        assertThat(parse("tmpcopyup").copyUp()).isTrue();
        assertThat(parse("remount").remount()).isTrue();
        assertThat(parse("idmap").idMap()).isEqualTo(MountOptions.IdMapped.MOUNT);
        assertThat(parse("ridmap").idMap()).isEqualTo(MountOptions.IdMapped.TREE);
        assertThat(parse("").idMap()).isEqualTo(MountOptions.IdMapped.NONE);
    }

    static final List<String> names = MountOptions.supportedOptions();

    @ParameterizedTest
    @FieldSource("names")
    void handlesEverySupportedOption(String name) {
        assertThat(MountOptions.of(List.of(name)).data()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "RO", "rdefaults", "rsync", "size=1", "noswap", "rremount"})
    void listsSupportedOptionsOnly(String name) {
        assertThat(MountOptions.supportedOptions()).doesNotContain(name);
        if (!name.isEmpty()) {
            assertThat(MountOptions.of(List.of(name)).data()).containsExactly(name);
        }
    }

    @Test
    void sortsSupportedOptions() {
        assertThat(MountOptions.supportedOptions())
                .isSorted()
                .doesNotHaveDuplicates()
                .contains("rro", "tmpcopyup");
    }

    private static MountOptions parse(String options) {
        return MountOptions.of(List.of(options.split(" ", -1)));
    }
}
