package dev.hexrun.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The manifests in {@code packaging/examples/kubernetes}, and docs/kubernetes.md, which shows them. */
class KubernetesExamplesTest {

    private static final String GUIDE = "docs/kubernetes.md";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "containerd/cri-v2.toml",
                "containerd/cri-v3.toml",
                "crio/hexrun.conf",
                "kubernetes/runtimeclass.yaml",
                "kubernetes/pod.yaml",
                "kubernetes/installer.yaml"
            })
    void guideContainsExample(String example) {
        assertThat(Examples.readFile(GUIDE)).contains(Examples.read(example).strip());
    }

    @Test
    void handlerOfRuntimeClassIsConfigured() {
        Object handler = value(load("kubernetes/runtimeclass.yaml"), "handler");
        assertThat(Examples.read("containerd/cri-v2.toml")).contains("containerd.runtimes." + handler + "]");
        assertThat(Examples.read("containerd/cri-v3.toml")).contains("containerd.runtimes." + handler + "]");
        assertThat(Examples.read("crio/hexrun.conf")).contains("crio.runtime.runtimes." + handler + "]");
        Object name = value(load("kubernetes/runtimeclass.yaml"), "metadata", "name");
        assertThat(value(load("kubernetes/pod.yaml"), "spec", "runtimeClassName"))
                .isEqualTo(name);
    }

    @Test
    void installerIsConsistent() {
        Map<?, ?> installer = load("kubernetes/installer.yaml");
        assertThat(value(installer, "apiVersion")).isEqualTo("apps/v1");
        assertThat(value(installer, "kind")).isEqualTo("DaemonSet");
        assertThat(value(installer, "spec", "selector", "matchLabels"))
                .isEqualTo(value(installer, "spec", "template", "metadata", "labels"));
        Map<?, ?> pod = (Map<?, ?>) value(installer, "spec", "template", "spec");
        List<Map<?, ?>> containers = new ArrayList<>(list(value(pod, "initContainers")));
        containers.addAll(list(value(pod, "containers")));
        assertThat(containers).extracting(container -> value(container, "name")).doesNotHaveDuplicates();
        assertThat(containers)
                .extracting(container -> value(container, "image"))
                .containsOnly(value(containers.getFirst(), "image"));
        List<Object> volumes = list(value(pod, "volumes")).stream()
                .map(volume -> value(volume, "name"))
                .toList();
        assertThat(list(value(containers.getFirst(), "volumeMounts")))
                .extracting(mount -> value(mount, "name"))
                .isSubsetOf(volumes);
        Map<?, ?> selector = (Map<?, ?>) value(load("kubernetes/runtimeclass.yaml"), "scheduling", "nodeSelector");
        Map<?, ?> nodes = (Map<?, ?>) value(pod, "nodeSelector");
        selector.forEach(
                (label, expected) -> assertThat(value(nodes, label.toString())).isEqualTo(expected));
    }

    /** The kubelet rejects manifests with values of another type, such as a label that is a boolean. */
    @ParameterizedTest
    @ValueSource(strings = {"kubernetes/runtimeclass.yaml", "kubernetes/pod.yaml", "kubernetes/installer.yaml"})
    void labelsAndVariablesAreTexts(String example) {
        checkTexts(load(example));
    }

    private static void checkTexts(Map<?, ?> object) {
        object.forEach((key, value) -> {
            if (List.of("labels", "matchLabels", "nodeSelector", "annotations").contains(key)) {
                assertThat(((Map<?, ?>) value).values()).allMatch(String.class::isInstance);
            } else if (value instanceof Map<?, ?> nested) {
                checkTexts(nested);
            } else if (value instanceof List<?> elements && key.equals("env")) {
                assertThat(list(elements)).allMatch(variable -> value(variable, "value") instanceof String);
            } else if (value instanceof List<?> elements) {
                elements.forEach(element -> {
                    if (element instanceof Map<?, ?> nested) {
                        checkTexts(nested);
                    }
                });
            }
        });
    }

    private static Map<?, ?> load(String example) {
        LoadSettings settings =
                LoadSettings.builder().setAllowDuplicateKeys(false).build();
        return (Map<?, ?>) new Load(settings).loadFromString(Examples.read(example));
    }

    private static Object value(Object object, String... path) {
        Object current = object;
        for (String name : path) {
            current = Objects.requireNonNull(((Map<?, ?>) current).get(name), name);
        }
        return current;
    }

    private static List<Map<?, ?>> list(Object value) {
        List<Map<?, ?>> elements = new ArrayList<>();
        ((List<?>) value).forEach(element -> elements.add((Map<?, ?>) element));
        return elements;
    }
}
