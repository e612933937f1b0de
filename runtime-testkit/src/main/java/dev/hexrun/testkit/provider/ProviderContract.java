package dev.hexrun.testkit.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hexrun.port.host.Host;
import dev.hexrun.port.provider.AdapterLog;
import dev.hexrun.port.provider.Provider;
import dev.hexrun.port.provider.SpiVersion;
import dev.hexrun.port.provider.Usability;
import dev.hexrun.testkit.Rule;
import dev.hexrun.testkit.host.FakeHost;
import java.lang.reflect.Modifier;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The contract of every {@link Provider}. Extend it in the tests of an adapter, in addition to the contract of its
 * port. The tests need no privileges.
 */
public abstract class ProviderContract {

    /** Creates the test class. */
    protected ProviderContract() {}

    /**
     * Creates the provider under test by its constructor.
     *
     * @return a new provider
     */
    protected abstract Provider newProvider();

    /**
     * Returns the class that the service loader creates.
     *
     * @return the class of {@link #newProvider} unless overridden
     */
    protected Class<?> type() {
        return newProvider().getClass();
    }

    @Test
    @Rule("loadable")
    void must_haveAPublicClass_withAPublicConstructorWithoutParameters() {
        assertThat(Modifier.isPublic(type().getModifiers()))
                .as("%s is public", type())
                .isTrue();
        assertThat(type().getConstructors())
                .as("constructors of %s", type())
                .anyMatch(constructor -> constructor.getParameterCount() == 0);
    }

    @Test
    @Rule("name-form")
    void must_haveANameOfLowerCaseLettersDigitsAndDashes() {
        assertThat(newProvider().name()).as("the name").isNotNull().matches("[a-z0-9][a-z0-9-]*");
    }

    @Test
    @Rule("constants")
    void must_haveAConstantNamePriorityAndVersion() {
        Provider one = newProvider();
        Provider other = newProvider();
        other.probe(FakeHost.root());
        assertThat(one.name()).as("the name").isEqualTo(other.name());
        assertThat(one.priority()).as("the priority").isEqualTo(other.priority());
        assertThat(one.spiVersion()).as("the version").isEqualTo(other.spiVersion());
        assertThat(one.features()).as("the features").isEqualTo(other.features());
    }

    @Test
    @Rule("spi-version")
    void must_haveTheVersionOfTheInterfacesThatItWasCompiledAgainst() {
        SpiVersion version = newProvider().spiVersion();
        assertThat(version.worksWith(SpiVersion.ofRuntime()))
                .as("version %s works with the runtime's %s", version, SpiVersion.ofRuntime())
                .isTrue();
    }

    @Test
    @Rule("probe-reason")
    void must_giveAReasonOfOneLine() {
        for (Host host : hosts()) {
            Usability usability = newProvider().probe(host);
            assertThat(usability.reason()).as("the reason").isNotBlank().doesNotContain("\n");
        }
    }

    @Test
    @Rule("probe-repeatable")
    void must_giveTheSameResult_whenProbedAgain() {
        for (Host host : hosts()) {
            Provider provider = newProvider();
            Usability first = provider.probe(host);
            assertThat(provider.probe(host)).as("the second probe").isEqualTo(first);
        }
    }

    @Test
    @Rule("attach")
    void must_giveTheSameResult_withTheServicesOfTheRuntime() {
        Provider attached = newProvider();
        attached.attach(() -> AdapterLog.NONE);
        for (Host host : hosts()) {
            assertThat(attached.probe(host))
                    .as("the probe with the services of the runtime")
                    .isEqualTo(newProvider().probe(host));
        }
    }

    /** Returns different hosts, which are not the one that runs the test. */
    private static List<Host> hosts() {
        return List.of(
                FakeHost.root(),
                FakeHost.root().withUser(1000, 1000).withoutSystemd(),
                FakeHost.root().withinUserNamespace(),
                FakeHost.root()
                        .withKernel("", "s390x")
                        .withMounts()
                        .withOwnCgroups()
                        .withFileSystems());
    }
}
