package dev.hexrun.app.adapters;

import java.util.concurrent.Callable;

/** The calls of adapters: directly if an adapter belongs to the runtime, on their own threads if it is a vendor's. */
final class AdapterCalls {

    private final AdapterMessages messages;
    private final long deadlineMillis;

    /**
     * Creates the object.
     *
     * @param messages the messages of adapters
     * @param deadlineMillis the time for one call of a vendor's code, in milliseconds
     */
    AdapterCalls(AdapterMessages messages, long deadlineMillis) {
        this.messages = messages;
        this.deadlineMillis = deadlineMillis;
    }

    AdapterMessages messages() {
        return messages;
    }

    /**
     * Calls code of an adapter.
     *
     * @param location the path of a vendor's jar or directory; empty for an adapter of the runtime
     * @param code the code; that of a vendor must not return {@code null}
     * @param <T> the type of the result
     * @return its result
     * @throws BrokenAdapterException if the code fails
     */
    @SuppressWarnings("CatchThrowable") // an adapter of the runtime that cannot be linked is reported as well
    <T> T run(String location, Callable<T> code) throws BrokenAdapterException {
        if (!location.isEmpty()) {
            try {
                return VendorCall.run(location, deadlineMillis, code);
            } finally {
                messages.flush();
            }
        }
        try {
            return code.call();
        } catch (BrokenAdapterException e) {
            throw e;
        } catch (VirtualMachineError fatal) {
            throw fatal;
        } catch (Throwable broken) {
            throw BrokenAdapterException.of(broken);
        }
    }
}
