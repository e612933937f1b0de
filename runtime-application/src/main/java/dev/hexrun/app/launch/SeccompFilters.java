package dev.hexrun.app.launch;

import dev.hexrun.app.adapters.Adapters;
import dev.hexrun.app.adapters.Port;
import dev.hexrun.domain.config.Configuration;
import dev.hexrun.domain.config.Linux;
import dev.hexrun.domain.config.LinuxSeccomp;
import dev.hexrun.domain.config.LinuxSeccompArg;
import dev.hexrun.domain.config.LinuxSyscall;
import dev.hexrun.domain.failure.AdapterException;
import dev.hexrun.domain.failure.InvalidConfigurationException;
import dev.hexrun.domain.seccomp.SeccompFilter;
import dev.hexrun.domain.seccomp.SeccompFlags;
import dev.hexrun.domain.validate.Problem;
import dev.hexrun.domain.validate.Problems;
import dev.hexrun.port.host.Host;
import dev.hexrun.port.seccomp.SeccompCompiler;
import dev.hexrun.port.state.ArtifactCache;
import jakarta.inject.Inject;
import jakarta.inject.Provider;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The seccomp filters of containers. Compiling a filter takes as long as starting a JVM, and engines use few profiles,
 * so a compiled filter is cached under the profile and the compiler.
 */
public final class SeccompFilters {

    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    private final Provider<ArtifactCache> cache;
    private final Adapters adapters;

    /**
     * Creates the object.
     *
     * @param cache stores compiled filters
     * @param adapters provides the compiler
     */
    @Inject
    public SeccompFilters(Provider<ArtifactCache> cache, Adapters adapters) {
        this.cache = cache;
        this.adapters = adapters;
    }

    /**
     * Returns the seccomp filter of a container.
     *
     * @param configuration the valid configuration of the container
     * @param refuseUnknown whether a profile with an unknown system call is an error
     * @return the filter; empty if the configuration has none
     * @throws AdapterException if no adapter can compile the filter
     * @throws InvalidConfigurationException if the filter cannot be compiled
     */
    public Optional<SeccompFilter> compile(Configuration configuration, boolean refuseUnknown) {
        Optional<LinuxSeccomp> profile = configuration.linux().flatMap(Linux::seccomp);
        if (profile.isEmpty() || profile.get().defaultAction().isEmpty()) {
            return Optional.empty();
        }
        Host host = adapters.host();
        SeccompCompiler compiler = adapters.create(Port.SECCOMP_COMPILER, provider -> provider.create(host));
        if (refuseUnknown) {
            List<Problem> unknown = compiler.unknownCalls(profile.get());
            if (!unknown.isEmpty()) {
                throw new InvalidConfigurationException(new Problems(unknown));
            }
        }
        byte[] key = key(compiler.fingerprint(), profile.get());
        String name = documentName(key);
        List<Long> program = program(cache.get().read(name), key);
        if (program.isEmpty()) {
            program = compiler.compile(profile.get());
            cache.get().write(name, document(key, program));
        }
        return Optional.of(new SeccompFilter(program, SeccompFlags.of(profile.get()), host.architecture()));
    }

    static String documentName(String fingerprint, LinuxSeccomp profile) {
        return documentName(key(fingerprint, profile));
    }

    private static String documentName(byte[] key) {
        return "seccomp-" + Long.toHexString(hash(key));
    }

    /**
     * Returns the program in a cached document, if the document begins with the same key: two keys can have the same
     * document name.
     */
    private static List<Long> program(Optional<byte[]> document, byte[] key) {
        int head = Integer.BYTES + key.length;
        if (document.isEmpty() || document.get().length <= head || (document.get().length - head) % Long.BYTES != 0) {
            return List.of();
        }
        ByteBuffer bytes = ByteBuffer.wrap(document.get()).order(ByteOrder.LITTLE_ENDIAN);
        if (bytes.getInt() != key.length || !Arrays.equals(document.get(), Integer.BYTES, head, key, 0, key.length)) {
            return List.of();
        }
        bytes.position(head);
        List<Long> program = new ArrayList<>((document.get().length - head) / Long.BYTES);
        while (bytes.hasRemaining()) {
            program.add(bytes.getLong());
        }
        return program;
    }

    private static byte[] document(byte[] key, List<Long> program) {
        ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES + key.length + program.size() * Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN);
        bytes.putInt(key.length).put(key);
        for (long instruction : program) {
            bytes.putLong(instruction);
        }
        return bytes.array();
    }

    /**
     * Returns the key: everything that the program depends on. Each string is preceded by its length, so that two
     * profiles never have the same key.
     */
    private static byte[] key(String fingerprint, LinuxSeccomp profile) {
        StringBuilder key = new StringBuilder(16 * 1024);
        text(key, fingerprint);
        text(key, profile.defaultAction().toString());
        text(key, profile.defaultErrnoRet().toString());
        text(key, profile.architectures().toString());
        for (LinuxSyscall rule : profile.syscalls()) {
            key.append(rule.names().size()).append('[');
            for (String name : rule.names()) {
                text(key, name);
            }
            text(key, rule.action().name());
            text(key, rule.errnoRet().toString());
            for (LinuxSeccompArg arg : rule.args()) {
                key.append(arg.index())
                        .append(',')
                        .append(arg.value())
                        .append(',')
                        .append(arg.valueTwo());
                text(key, arg.op().name());
            }
            key.append(']');
        }
        return key.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void text(StringBuilder key, String value) {
        key.append(value.length()).append(':').append(value);
    }

    /**
     * Returns the FNV-1a hash, which only has to distribute names; a message digest of the JDK takes longer to load.
     */
    private static long hash(byte[] key) {
        long hash = FNV_OFFSET;
        for (byte b : key) {
            hash = (hash ^ (b & 0xff)) * FNV_PRIME;
        }
        return hash;
    }
}
