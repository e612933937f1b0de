package dev.hexrun.testkit.rules;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A handler of the calls of a port, with which a test records calls or breaks an implementation. */
@FunctionalInterface
public interface Interceptor {

    /** The interceptor that changes nothing. */
    Interceptor NONE = Call::proceed;

    /**
     * Handles a call.
     *
     * @param call the call
     * @return its result
     * @throws Throwable the exception of the call
     */
    @Nullable
    Object handle(Call call) throws Throwable;

    /**
     * Returns an interceptor of the methods with a name; other methods are not changed.
     *
     * @param method the name
     * @param instead the handler of their calls
     * @return the interceptor
     */
    static Interceptor of(String method, Interceptor instead) {
        return call -> call.method().getName().equals(method) ? instead.handle(call) : call.proceed();
    }

    /** A call of an implementation. */
    final class Call {

        private final Object target;
        private final Method method;
        private final Object[] arguments;

        Call(Object target, Method method, Object[] arguments) {
            this.target = target;
            this.method = method;
            this.arguments = arguments;
        }

        /**
         * Returns the implementation, which is not intercepted.
         *
         * @param type its type
         * @param <T> its type
         * @return the implementation
         */
        public <T> T target(Class<T> type) {
            return type.cast(target);
        }

        /**
         * Returns the method of the port.
         *
         * @return the method
         */
        public Method method() {
            return method;
        }

        /**
         * Returns an argument.
         *
         * @param index its index, from 0
         * @param type its type
         * @param <T> its type
         * @return the argument
         */
        public <T> T argument(int index, Class<T> type) {
            return type.cast(arguments[index]);
        }

        /**
         * Calls the implementation.
         *
         * @return its result
         * @throws Throwable its exception
         */
        public @Nullable Object proceed() throws Throwable {
            return proceed(arguments);
        }

        /**
         * Calls the implementation with other arguments.
         *
         * @param changed the arguments
         * @return its result
         * @throws Throwable its exception
         */
        public @Nullable Object proceed(Object... changed) throws Throwable {
            try {
                return method.invoke(target, changed);
            } catch (InvocationTargetException failure) {
                throw failure.getCause();
            }
        }

        /**
         * Calls the implementation and checks the type of its result.
         *
         * @param type the type of the result
         * @param <T> the type of the result
         * @return the result, which is present
         * @throws Throwable the exception of the implementation
         */
        public <T> T result(Class<T> type) throws Throwable {
            return type.cast(Objects.requireNonNull(proceed()));
        }
    }
}
