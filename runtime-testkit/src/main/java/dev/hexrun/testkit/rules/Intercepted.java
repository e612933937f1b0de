package dev.hexrun.testkit.rules;

import java.lang.reflect.Constructor;
import java.lang.reflect.Proxy;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A wrapper of an implementation and of the objects that it returns, whose calls go through an interceptor. */
public final class Intercepted {

    private final Interceptor interceptor;
    private final List<Class<?>> types;

    private Intercepted(Interceptor interceptor, List<Class<?>> types) {
        this.interceptor = interceptor;
        this.types = types;
    }

    /**
     * Wraps an implementation.
     *
     * @param type the interface of the port
     * @param target the implementation
     * @param interceptor the handler of all calls
     * @param returned the interfaces of returned objects that are wrapped too, also in an {@link Optional} or a record
     * @param <T> the interface of the port
     * @return the wrapper
     */
    public static <T> T of(Class<T> type, T target, Interceptor interceptor, Class<?>... returned) {
        List<Class<?>> types = new ArrayList<>(List.of(returned));
        types.add(type);
        return type.cast(new Intercepted(interceptor, types).wrap(target));
    }

    private Object wrap(Object target) {
        Class<?>[] implemented =
                types.stream().filter(type -> type.isInstance(target)).toArray(Class<?>[]::new);
        return Proxy.newProxyInstance(
                implemented[0].getClassLoader(),
                implemented,
                (_, method, given) -> wrapResult(interceptor.handle(
                        new Interceptor.Call(target, method, given == null ? new Object[0] : given))));
    }

    private @Nullable Object wrapResult(@Nullable Object result) throws ReflectiveOperationException {
        if (result == null || Proxy.isProxyClass(result.getClass())) {
            return result;
        }
        if (result instanceof Optional<?> optional) {
            Object content = optional.orElse(null);
            return content == null ? result : Optional.ofNullable(wrapResult(content));
        }
        if (types.stream().anyMatch(type -> type.isInstance(result))) {
            return wrap(result);
        }
        return result instanceof Record ? wrapComponents(result) : result;
    }

    /** Copies a record with its components wrapped, if one of them is an object to wrap. */
    private Object wrapComponents(Object value) throws ReflectiveOperationException {
        RecordComponent[] components = value.getClass().getRecordComponents();
        Object[] values = new Object[components.length];
        Class<?>[] parameters = new Class<?>[components.length];
        boolean changed = false;
        for (int i = 0; i < components.length; i++) {
            parameters[i] = components[i].getType();
            Class<?> type = parameters[i];
            if (types.stream().noneMatch(type::equals)) {
                values[i] = components[i].getAccessor().invoke(value);
                continue;
            }
            values[i] = wrapResult(components[i].getAccessor().invoke(value));
            changed = true;
        }
        Constructor<?> constructor = value.getClass().getDeclaredConstructor(parameters);
        return changed ? constructor.newInstance(values) : value;
    }
}
