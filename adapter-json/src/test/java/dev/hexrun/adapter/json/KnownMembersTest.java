package dev.hexrun.adapter.json;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hexrun.domain.validate.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KnownMembersTest {

    private static List<String> unknown(String json) {
        return new JsonBundleReader()
                .unknownMembers(json.getBytes(StandardCharsets.UTF_8)).list().stream()
                        .map(Problem::toString)
                        .toList();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'linux':{'maskedPath':[]}} | /linux/maskedPath: unknown member; did you mean maskedPaths?",
                "{'process':{'noNewPrivilege':true}} "
                        + "| /process/noNewPrivilege: unknown member; did you mean noNewPrivileges?",
                "{'mounts':[{},{'destnation':'/x'}]} | /mounts/1/destnation: unknown member; did you mean destination?",
                "{'maskedPaths':[]} | /maskedPaths: unknown member; did you mean /linux/maskedPaths?",
                "{'linux':{'memory':{'limit':1}}} "
                        + "| /linux/memory: unknown member; did you mean /linux/resources/memory?",
                "{'hooks':{'prestart':[{'pth':'/x'}]}} | /hooks/prestart/0/pth: unknown member; did you mean path?",
                "{'linux':{'resources':{'blockIO':{'throttleReadBpsDevice':[{'mayor':8}]}}}} "
                        + "| /linux/resources/blockIO/throttleReadBpsDevice/0/mayor: unknown member; did you mean major?",
                "{'linux':{'netDevices':{'eth0':{'nam':'x'}}}} "
                        + "| /linux/netDevices/eth0/nam: unknown member; did you mean name?",
                "{'a/b~c':1} | /a~1b~0c: unknown member",
            })
    void findsMisspelledMembers(String json, String warning) {
        assertThat(unknown(json.replace('\'', '"'))).containsExactly(warning);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "{'annotations':{'maskedPath':'x'},'linux':{'sysctl':{'net.x':'1'},'resources':{'unified':{'memory.max':'1'}}}}",
                "{'linux':{'resources':{'CPU':{'Cpus':'0'},'hugepageLimits':[{'pagesize':'2MB'}]}}}",
                "{'windows':{'anything':1},'linux':{'timeOffsets':{'boottime':{'secs':1}}}}"
            })
    void acceptsArbitraryNamesInMaps(String json) {
        assertThat(unknown(json.replace('\'', '"'))).isEmpty();
    }

    /** The names in the switches of the codecs, from their source: each is known, in this case. */
    @Test
    void knowsEveryMemberOfTheCodecs() throws IOException {
        Pattern label = Pattern.compile("case \"(\\w+)\" ->");
        Set<String> names = new TreeSet<>();
        try (Stream<Path> sources = Files.list(Path.of("src/main/java/dev/hexrun/adapter/json"))) {
            for (Path source : sources.filter(file -> file.toString().endsWith("Codec.java"))
                    .toList()) {
                label.matcher(Files.readString(source)).results().forEach(match -> names.add(match.group(1)));
            }
        }
        names.remove("version"); // of the format before the specification
        assertThat(names).hasSizeGreaterThan(140).isSubsetOf(KnownMembers.names());
        for (String name : names) {
            assertThat(KnownMembers.inSpecCase(name.toUpperCase(Locale.ROOT))).isEqualTo(name);
        }
        assertThat(KnownMembers.inSpecCase("maskedPath")).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"full.json", "podman-like.json", "runc-1.1.5-spec.json", "runc-1.1.5-spec-rootless.json"})
    void knowsEveryMemberOfRealConfigurations(String name) {
        assertThat(unknown(new String(Samples.bytes(name), StandardCharsets.UTF_8)))
                .isEmpty();
    }
}
