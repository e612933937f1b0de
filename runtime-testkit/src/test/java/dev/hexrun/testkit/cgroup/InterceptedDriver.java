package dev.hexrun.testkit.cgroup;

import dev.hexrun.port.cgroup.Cgroup;
import dev.hexrun.port.cgroup.CgroupDriver;
import dev.hexrun.port.cgroup.CgroupFreezer;
import dev.hexrun.port.cgroup.CgroupJoin;
import dev.hexrun.port.cgroup.CgroupMonitor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A wrapper of a driver and of all objects that it returns, in which a test intercepts every call. */
final class InterceptedDriver {

    /** The interfaces whose calls are intercepted. */
    static final List<Class<?>> INTERFACES = List.of(
            CgroupDriver.class, Cgroup.class, CgroupFreezer.class, CgroupMonitor.class, CgroupJoin.Action.class);

    private final Interceptor interceptor;

    private InterceptedDriver(Interceptor interceptor) {
        this.interceptor = interceptor;
    }

    /** A handler of a call, which returns its result. */
    interface Interceptor {
        @Nullable
        Object call(Method method, Object[] arguments, Original original) throws Throwable;
    }

    /** A call of the wrapped object. */
    interface Original {
        @Nullable
        Object call(Object... arguments) throws Throwable;
    }

    static CgroupDriver of(CgroupDriver driver, Interceptor interceptor) {
        return new InterceptedDriver(interceptor).wrap(CgroupDriver.class, driver);
    }

    private <T> T wrap(Class<T> type, T target) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (_, method, given) -> {
            Object[] arguments = given == null ? new Object[0] : given;
            return wrapResult(interceptor.call(method, arguments, changed -> {
                try {
                    return method.invoke(target, changed);
                } catch (InvocationTargetException failure) {
                    throw failure.getCause();
                }
            }));
        }));
    }

    private @Nullable Object wrapResult(@Nullable Object result) {
        if (result instanceof Cgroup cgroup && !Proxy.isProxyClass(cgroup.getClass())) {
            return wrap(Cgroup.class, cgroup);
        }
        if (result instanceof CgroupJoin.ByRuntime byRuntime) {
            return new CgroupJoin.ByRuntime(wrap(CgroupJoin.Action.class, byRuntime.action()));
        }
        if (result instanceof Optional<?> optional && optional.orElse(null) instanceof CgroupFreezer freezer) {
            // The fake's freezer is also its monitor.
            return Optional.of(wrapBoth(freezer));
        }
        return result;
    }

    private Object wrapBoth(CgroupFreezer target) {
        return Proxy.newProxyInstance(
                CgroupFreezer.class.getClassLoader(),
                new Class<?>[] {CgroupFreezer.class, CgroupMonitor.class},
                (_, method, given) -> {
                    Object[] arguments = given == null ? new Object[0] : given;
                    return interceptor.call(method, arguments, changed -> {
                        try {
                            return method.invoke(target, changed);
                        } catch (InvocationTargetException failure) {
                            throw failure.getCause();
                        }
                    });
                });
    }
}
