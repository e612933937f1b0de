package dev.hexrun.clients;

import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.ExtensionRegistry;
import com.google.protobuf.Message;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.MultiThreadIoEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollDomainSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollIoHandler;
import io.grpc.netty.shaded.io.netty.channel.unix.DomainSocketAddress;
import io.grpc.stub.ClientCalls;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * A client of the Container Runtime Interface over a Unix socket.
 *
 * <p>Requests are written in the text format of Protocol Buffers with the field names of the interface, as in {@code cri.proto}. There are no
 * generated classes: the build stores the compiled {@code cri.proto} as a resource.
 */
final class CriClient implements AutoCloseable {

    private static final FileDescriptor INTERFACE = load();
    private static final int DEADLINE_SECONDS = 120;

    private final EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    private final ManagedChannel channel;

    CriClient(Path socket) {
        channel = NettyChannelBuilder.forAddress(new DomainSocketAddress(socket.toString()))
                .eventLoopGroup(loop)
                .channelType(EpollDomainSocketChannel.class)
                .overrideAuthority("localhost")
                .maxInboundMessageSize(64 << 20)
                .usePlaintext()
                .build();
    }

    /** Calls a method of the {@code RuntimeService} with a request in text format. */
    CriMessage call(String method, String request) {
        return call("RuntimeService", method, request);
    }

    /**
     * Calls a method.
     *
     * @throws CriException if the server rejects the call or does not reply in time
     */
    CriMessage call(String service, String method, String request) {
        ServiceDescriptor descriptor = INTERFACE.findServiceByName(service);
        var called = Objects.requireNonNull(descriptor.findMethodByName(method), method);
        MethodDescriptor<Message, Message> type = MethodDescriptor.<Message, Message>newBuilder()
                .setType(MethodDescriptor.MethodType.UNARY)
                .setFullMethodName(MethodDescriptor.generateFullMethodName(descriptor.getFullName(), method))
                .setRequestMarshaller(new DynamicMarshaller(called.getInputType()))
                .setResponseMarshaller(new DynamicMarshaller(called.getOutputType()))
                .build();
        Message message = CriMessage.parse(DynamicMessage.newBuilder(called.getInputType()), request)
                .value();
        CallOptions options = CallOptions.DEFAULT.withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS);
        try {
            return new CriMessage(ClientCalls.blockingUnaryCall(channel, type, options, message));
        } catch (StatusRuntimeException e) {
            throw new CriException(method, e);
        }
    }

    @Override
    public void close() {
        channel.shutdownNow();
        var closed = loop.shutdownGracefully(0, 5, TimeUnit.SECONDS);
        closed.awaitUninterruptibly(5, TimeUnit.SECONDS);
    }

    private static FileDescriptor load() {
        try (InputStream in = CriClient.class.getResourceAsStream("cri.desc")) {
            FileDescriptorSet set = FileDescriptorSet.parseFrom(Objects.requireNonNull(in, "cri.desc was not built"));
            return FileDescriptor.buildFrom(set.getFile(0), new FileDescriptor[0]);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (DescriptorValidationException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Encodes and decodes messages of one type.
     *
     * @param type the type
     */
    private record DynamicMarshaller(Descriptor type) implements Marshaller<Message> {

        @Override
        public InputStream stream(Message message) {
            return message.toByteString().newInput();
        }

        @Override
        public Message parse(InputStream in) {
            try {
                return DynamicMessage.parseFrom(type, in, ExtensionRegistry.getEmptyRegistry());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
