package dev.hexrun.app.adapters;

import dev.hexrun.port.provider.AdapterContext;
import dev.hexrun.port.provider.AdapterLog;
import java.util.ArrayList;
import java.util.List;

/**
 * The messages of adapters. Messages of the command's thread are passed on at once. Those of other threads wait, since
 * the channel to the front serves one thread.
 */
final class AdapterMessages {

    private static final int MAX_WAITING = 1_000;

    private final Thread owner = Thread.currentThread();
    private final List<Message> waiting = new ArrayList<>(0);
    private volatile Adapters.Listener listener = Adapters.Listener.NONE;

    /** A message; {@code debug} or a warning. */
    private record Message(boolean debug, String text) {}

    /** Sets the receiver of messages. */
    void deliverTo(Adapters.Listener receiver) {
        listener = receiver;
    }

    /** Creates the context of an adapter. */
    AdapterContext context(String port, String name) {
        return new Context(this, port + " adapter " + name + ": ");
    }

    /** Passes the messages of other threads on. Called on the command's thread. */
    void flush() {
        List<Message> messages;
        synchronized (waiting) {
            if (waiting.isEmpty()) {
                return;
            }
            messages = List.copyOf(waiting);
            waiting.clear();
        }
        for (Message message : messages) {
            deliver(message.debug(), message.text());
        }
    }

    private void write(boolean debug, String text) {
        if (Thread.currentThread().equals(owner)) {
            flush();
            deliver(debug, text);
            return;
        }
        synchronized (waiting) {
            if (waiting.size() < MAX_WAITING) {
                waiting.add(new Message(debug, text));
            }
        }
    }

    private void deliver(boolean debug, String text) {
        if (debug) {
            listener.debug(text);
        } else {
            listener.warn(text);
        }
    }

    /** The context and the log of an adapter. */
    private record Context(AdapterMessages messages, String prefix) implements AdapterContext, AdapterLog {

        @Override
        public AdapterLog log() {
            return this;
        }

        @Override
        public boolean debugEnabled() {
            return messages.listener.debugEnabled();
        }

        @Override
        public void debug(String message) {
            if (debugEnabled()) {
                messages.write(true, prefix + message);
            }
        }

        @Override
        public void warn(String message) {
            messages.write(false, prefix + message);
        }
    }
}
