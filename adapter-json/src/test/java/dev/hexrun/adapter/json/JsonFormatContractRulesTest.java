package dev.hexrun.adapter.json;

import dev.hexrun.domain.config.Configuration;
import dev.hexrun.domain.config.LinuxResources;
import dev.hexrun.domain.failure.ContainerException;
import dev.hexrun.domain.json.JsonValue;
import dev.hexrun.domain.json.JsonValue.JsonObject;
import dev.hexrun.domain.json.JsonValue.JsonString;
import dev.hexrun.port.json.JsonFormat;
import dev.hexrun.testkit.json.JsonFormatContract;
import dev.hexrun.testkit.rules.Broken;
import dev.hexrun.testkit.rules.Intercepted;
import dev.hexrun.testkit.rules.Interceptor;
import dev.hexrun.testkit.rules.Interceptor.Call;
import dev.hexrun.testkit.rules.TestedContract;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Tests of the contract of JSON formats, with formats that are broken. */
class JsonFormatContractRulesTest extends TestedContract<JsonFormatContract> {

    JsonFormatContractRulesTest() {
        super(JsonFormatContract.class, JsonFormat.class);
    }

    @Override
    protected JsonFormatContract contract(Interceptor interceptor) {
        return new JsonFormatContract() {
            @Override
            protected JsonFormat newFormat() {
                return Intercepted.of(JsonFormat.class, new StreamingJsonFormat(), interceptor);
            }
        };
    }

    @Override
    protected List<Broken> broken() {
        return List.of(
                Broken.of("read-written", "write", call -> withoutNul(call.result(String.class)), "indent -1"),
                Broken.of("write-single-line", "write", JsonFormatContractRulesTest::spread, "not to contain"),
                Broken.of("member-order", "read", JsonFormatContractRulesTest::sorted, "\"z\", \"a\""),
                Broken.of("read-malformed", "read", JsonFormatContractRulesTest::withoutPlace, "line "),
                Broken.of("read-trailing", "read", JsonFormatContractRulesTest::firstHalf, "raise a throwable"),
                Broken.of("read-white-space", "read", JsonFormatContractRulesTest::refuseWhiteSpace, "white space"),
                Broken.of("read-duplicates", "read", JsonFormatContractRulesTest::refuseDuplicates, "duplicate"),
                Broken.of("write-escapes", "write", call -> escaped(call.result(String.class)), "u20ac"),
                Broken.of("write-indent", "write", JsonFormatContractRulesTest::fourSpaces, "indent 8"),
                Broken.of("encode-configuration", "encode", JsonFormatContractRulesTest::withAbsent, "annotations"),
                Broken.of("encode-resources", "encode", JsonFormatContractRulesTest::withoutPids, "pids"));
    }

    private static String text(Call call) {
        return new String(call.argument(0, byte[].class), StandardCharsets.UTF_8);
    }

    private static String withoutNul(String text) {
        return text.replace("\\u0000", "");
    }

    /** Ends a single line. */
    private static Object spread(Call call) throws Throwable {
        String text = call.result(String.class);
        boolean object = text.startsWith("{") && call.argument(1, Integer.class) == 0;
        return object ? "{\n" + text.substring(1) : text;
    }

    private static @Nullable Object sorted(Call call) throws Throwable {
        if (!(call.proceed() instanceof JsonObject object)) {
            return call.proceed();
        }
        List<String> names = new ArrayList<>(object.members().keySet());
        names.sort(null);
        Map<String, JsonValue> members = new LinkedHashMap<>();
        names.forEach(name -> members.put(name, object.get(name)));
        return new JsonObject(members);
    }

    private static Object withoutPlace(Call call) throws Throwable {
        try {
            return call.result(JsonValue.class);
        } catch (ContainerException malformed) {
            throw new ContainerException("malformed");
        }
    }

    private static @Nullable Object firstHalf(Call call) throws Throwable {
        String text = text(call);
        String half = text.substring(0, text.length() / 2);
        return text.equals(half + half) ? call.proceed((Object) half.getBytes(StandardCharsets.UTF_8)) : call.proceed();
    }

    private static @Nullable Object refuseWhiteSpace(Call call) throws Throwable {
        if (!text(call).equals(text(call).strip())) {
            throw new ContainerException("white space before the value");
        }
        return call.proceed();
    }

    private static @Nullable Object refuseDuplicates(Call call) throws Throwable {
        if (text(call).indexOf("\"a\"") != text(call).lastIndexOf("\"a\"")) {
            throw new ContainerException("duplicate member a");
        }
        return call.proceed();
    }

    private static String escaped(String text) {
        return text.replace("\u20ac", "\\u20ac");
    }

    private static @Nullable Object fourSpaces(Call call) throws Throwable {
        return call.argument(1, Integer.class) == 8
                ? call.proceed(call.argument(0, JsonValue.class), 4)
                : call.proceed();
    }

    private static Object withAbsent(Call call) throws Throwable {
        JsonObject encoded = call.result(JsonObject.class);
        if (!call.method().getParameterTypes()[0].equals(Configuration.class)) {
            return encoded;
        }
        Map<String, JsonValue> members = new LinkedHashMap<>(encoded.members());
        members.put("annotations", new JsonString(""));
        return new JsonObject(members);
    }

    private static Object withoutPids(Call call) throws Throwable {
        JsonObject encoded = call.result(JsonObject.class);
        if (!call.method().getParameterTypes()[0].equals(LinuxResources.class)) {
            return encoded;
        }
        Map<String, JsonValue> members = new LinkedHashMap<>(encoded.members());
        members.remove("pids");
        return new JsonObject(members);
    }
}
