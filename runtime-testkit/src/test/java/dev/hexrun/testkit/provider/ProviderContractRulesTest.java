package dev.hexrun.testkit.provider;

import dev.hexrun.domain.validate.OptionalFeature;
import dev.hexrun.port.host.Host;
import dev.hexrun.port.provider.Provider;
import dev.hexrun.port.provider.SpiVersion;
import dev.hexrun.port.provider.Usability;
import dev.hexrun.testkit.rules.Broken;
import dev.hexrun.testkit.rules.Intercepted;
import dev.hexrun.testkit.rules.Interceptor;
import dev.hexrun.testkit.rules.TestedContract;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

class ProviderContractRulesTest extends TestedContract<ProviderContract> {

    ProviderContractRulesTest() {
        super(ProviderContract.class, Provider.class);
    }

    /** A provider that follows the contract. */
    public static final class Sample implements Provider {

        /** Creates the provider. */
        public Sample() {}

        @Override
        public String name() {
            return "sample";
        }

        @Override
        public int priority() {
            return 10;
        }

        @Override
        public SpiVersion spiVersion() {
            return new SpiVersion(SpiVersion.MAJOR, SpiVersion.MINOR);
        }

        @Override
        public Usability probe(Host host) {
            return host.effectiveUid() == 0 ? Usability.usable("for root") : Usability.unusable("only for root");
        }

        @Override
        public Set<OptionalFeature> features() {
            return Set.of();
        }
    }

    /** A provider that no service loader can create. */
    private abstract static class NotLoadable implements Provider {}

    @Override
    protected ProviderContract contract(Interceptor interceptor) {
        return test(interceptor, Sample.class);
    }

    @Override
    protected ProviderContract failing(String rule, Interceptor interceptor) {
        return test(interceptor, rule.equals("loadable") ? NotLoadable.class : Sample.class);
    }

    private static ProviderContract test(Interceptor interceptor, Class<?> type) {
        return new ProviderContract() {
            @Override
            protected Provider newProvider() {
                return Intercepted.of(Provider.class, new Sample(), interceptor);
            }

            @Override
            protected Class<?> type() {
                return type;
            }
        };
    }

    private static Interceptor unusableWhenAttached() {
        IdentityHashMap<Object, Boolean> attached = new IdentityHashMap<>();
        return call -> {
            Object provider = call.target(Object.class);
            if (call.method().getName().equals("attach")) {
                attached.put(provider, true);
            }
            return call.method().getName().equals("probe") && attached.containsKey(provider)
                    ? Usability.unusable("attached")
                    : call.proceed();
        };
    }

    @Override
    protected List<Broken> broken() {
        int[] counter = new int[1];
        boolean[] first = new boolean[1];
        return List.of(
                Broken.all("loadable", Interceptor.NONE, "is public"),
                Broken.of("name-form", "name", _ -> "Acme cgroups\u001b[31m", "the name"),
                Broken.of("constants", "priority", _ -> counter[0]++, "the priority"),
                Broken.of("spi-version", "spiVersion", _ -> new SpiVersion(SpiVersion.MAJOR + 1, 0), "works with"),
                Broken.of("probe-reason", "probe", _ -> Usability.usable(" "), "the reason"),
                Broken.all("attach", unusableWhenAttached(), "the probe with the services of the runtime"),
                Broken.of(
                                "probe-repeatable",
                                "probe",
                                _ -> Usability.usable("probe " + (first[0] = !first[0])),
                                "the second probe")
                        .andRules("attach"));
    }
}
