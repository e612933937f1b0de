package dev.hexrun.adapter.linux.session;

import dev.hexrun.adapter.linux.frame.FrameReader;
import dev.hexrun.adapter.linux.frame.FrameType;
import dev.hexrun.adapter.linux.frame.FrameWriter;
import dev.hexrun.adapter.linux.frame.NetlinkAnswerFrame;
import dev.hexrun.adapter.linux.frame.ProtocolException;
import dev.hexrun.adapter.linux.netlink.Netlink;
import dev.hexrun.adapter.linux.netlink.NetlinkException;
import dev.hexrun.adapter.linux.netlink.NetworkDevices;
import dev.hexrun.domain.step.NamespaceStep;
import dev.hexrun.port.launch.FailureCause;
import dev.hexrun.port.launch.LaunchFailedException;
import dev.hexrun.port.launch.StepFailure;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** The netlink sockets of the front, which waits at the step that moves a network device. */
final class FrontNetlink implements Netlink {

    private final FrameReader reader;
    private final FrameWriter writer;

    FrontNetlink(FrameReader reader, FrameWriter writer) {
        this.reader = reader;
        this.writer = writer;
    }

    /**
     * Executes the step that moves a network device.
     *
     * @throws IOException if the connection to the front is lost
     * @throws LaunchFailedException if the device cannot be moved
     */
    void move(NamespaceStep.MoveNetworkDevice step, int frontPid, int initPid) throws IOException {
        try {
            new NetworkDevices(this, frontPid, initPid).move(step.name(), step.newName());
        } catch (NetlinkException e) {
            StepFailure failure = new StepFailure(
                    Optional.of(step),
                    e.errno() == 0 ? FailureCause.REFUSED : FailureCause.SYSTEM_CALL,
                    e.errno(),
                    0,
                    e.detail(),
                    "");
            LaunchFailedException failed = new LaunchFailedException(StepFailureMessage.of(failure), failure);
            failed.initCause(e);
            throw failed;
        }
    }

    @Override
    public byte[] exchange(int network, byte[] message) throws IOException, NetlinkException {
        writer.netlink(network, message);
        writer.flush();
        int type = reader.next();
        if (type != FrameType.NETLINK_ANSWER) {
            throw new ProtocolException("a frame of type " + type + " instead of an answer to netlink");
        }
        NetlinkAnswerFrame reply = NetlinkAnswerFrame.decode(reader.fields());
        if (reply.errno() != 0 || !reply.detail().isEmpty()) {
            throw new NetlinkException(reply.errno(), reply.detail());
        }
        return reply.datagram();
    }

    @Override
    public void undo(List<Message> messages) throws IOException {
        writer.netlinkUndo(messages);
        writer.flush();
    }
}
