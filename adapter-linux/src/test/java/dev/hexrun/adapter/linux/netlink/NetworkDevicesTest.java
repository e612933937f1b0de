package dev.hexrun.adapter.linux.netlink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

/** Tests with messages according to linux/netlink.h, linux/rtnetlink.h, linux/if_link.h and linux/if_addr.h. */
class NetworkDevicesTest {

    private static final int ERROR = 2;
    private static final int DONE = 3;
    private static final int NEW_LINK = 16;
    private static final int NEW_ADDRESS = 20;

    private final FakeKernel kernel = new FakeKernel();
    private final NetworkDevices devices = new NetworkDevices(kernel, 77, 99);

    @Test
    void movesADevice() throws Exception {
        kernel.answer(link(5, "eth1", true), addresses(), ok(), link(8, "lan0", false), ok(), ok(), ok());
        devices.move("eth1", "lan0");
        assertThat(kernel.sent)
                .containsExactly(
                        // GETLINK, ACK, IFLA_IFNAME
                        "0 1200 0500 | 00000000 00000000 00000000 00000000 | 0900 0300 6574683100 000000",
                        // GETADDR, DUMP
                        "0 1600 0103 | 00000000 05000000",
                        // NEWLINK, ACK, down, IFLA_NET_NS_PID, IFLA_IFNAME
                        "0 1000 0500 | 00000000 05000000 00000000 01000000 | 0800 1300 63000000 | 0900 0300 6c616e3000 000000",
                        "1 1200 0500 | 00000000 00000000 00000000 00000000 | 0900 0300 6c616e3000 000000",
                        // NEWADDR, ACK, CREATE, EXCL; IFA_ADDRESS, IFA_LOCAL, IFA_FLAGS without PERMANENT
                        "1 1400 0506 | 02180000 08000000 | 0800 0100 0a000001 | 0800 0200 0a000002 | 0800 0800 00020000",
                        "1 1400 0506 | 0a400000 08000000 | 0800 0100 fd000001 | 0800 0800 00000000",
                        "1 1000 0500 | 00000000 08000000 01000000 01000000");
    }

    @Test
    void registersTheReturnBeforeTheMove() throws Exception {
        kernel.answer(link(5, "eth1", true), addresses(), ok(), link(8, "lan0", false), error(13, "no addresses here"));
        assertThatThrownBy(() -> devices.move("eth1", "lan0"))
                .isInstanceOf(NetlinkException.class)
                .hasMessage("13 addresses and state: no addresses here");
        assertThat(kernel.undo)
                .containsExactly(
                        // NEWLINK, down, IFLA_NET_NS_PID, IFLA_NEW_IFINDEX, IFLA_IFNAME
                        "1 1000 0100 | 00000000 08000000 00000000 01000000 | 0800 1300 4d000000 | 0800 3100 05000000"
                                + " | 0900 0300 6574683100 000000",
                        "0 1400 0106 | 02180000 05000000 | 0800 0100 0a000001 | 0800 0200 0a000002 | 0800 0800 00020000",
                        "0 1400 0106 | 0a400000 05000000 | 0800 0100 fd000001 | 0800 0800 00000000",
                        "0 1000 0100 | 00000000 05000000 01000000 01000000");
    }

    @Test
    void keepsADeviceDown_ifItWasDown() throws Exception {
        kernel.answer(link(5, "eth1", false), done(), ok(), link(8, "lan0", false), ok());
        devices.move("eth1", "lan0");
        assertThat(kernel.undo).hasSize(1);
    }

    @Test
    void movesADeviceByATemporaryName_whenTheNewNameIsATemplate() throws Exception {
        kernel.answer(link(5, "eth1", true), done(), ok(), link(8, "hexrun", false), ok(), ok());
        devices.move("eth1", "lan%d");
        assertThat(kernel.sent.get(2))
                .contains(" 0300 " + HexFormat.of().formatHex("hexrun".getBytes(StandardCharsets.UTF_8)));
        assertThat(kernel.sent.get(4)).endsWith("| 0a00 0300 6c616e256400 0000").startsWith("1 1000");
    }

    @Test
    void doesNotReturnADeviceThatWasNotMoved() {
        kernel.answer(link(5, "lo", true), done(), error(22, ""), link(5, "lo", true));
        assertThatThrownBy(() -> devices.move("lo", "lan0")).hasMessage("22 move");
        assertThat(kernel.undo).isEmpty();
    }

    @Test
    void returnsADevice_whenItsNewNameExists() {
        kernel.answer(link(5, "eth1", true), done(), error(17, ""), error(19, ""), link(8, "eth1", false));
        assertThatThrownBy(() -> devices.move("eth1", "lo")).hasMessage("17 rename");
        assertThat(kernel.undo.getFirst()).startsWith("1 1000 0100 | 00000000 08000000");
    }

    @Test
    void listsAddressesAgain_ifTheyChangedDuringTheDump() throws Exception {
        byte[] interrupted = message(DONE, 0x10, 0, new byte[4]);
        kernel.answer(link(5, "eth1", true), interrupted, done(), ok(), link(8, "lan0", false), ok());
        devices.move("eth1", "lan0");
        byte[][] always = new byte[11][];
        Arrays.fill(always, interrupted);
        always[0] = link(5, "eth1", true);
        kernel.answer(always);
        assertThatThrownBy(() -> devices.move("eth1", "lan0")).hasMessage("11 ");
    }

    @Test
    void receivesUntilTheReplyIsComplete() throws Exception {
        byte[] other = message(ERROR, 0, 1000, new byte[] {1, 0, 0, 0});
        kernel.answer(other, link(5, "eth1", false), done(), ok(), link(8, "lan0", false), ok());
        devices.move("eth1", "lan0");
        assertThat(kernel.received).isEqualTo(1);
    }

    @Test
    void refusesInvalidNames() {
        for (String name : List.of("", "sixteen-letters-")) {
            assertThatThrownBy(() -> devices.move(name, "a")).hasMessage("22 name");
            assertThatThrownBy(() -> devices.move("a", name)).hasMessage("22 name");
        }
    }

    @Test
    void refusesMalformedReplies() {
        byte[] whole = link(5, "eth1", true);
        for (int size = 1; size < whole.length; size++) {
            byte[] cut = Arrays.copyOf(whole, size);
            // A datagram may end after any message; then the rest of the answer is missing.
            assertThatThrownBy(() -> parse(cut))
                    .as("%d bytes", cut.length)
                    .asInstanceOf(InstanceOfAssertFactories.type(NetlinkException.class))
                    .satisfies(e -> assertThat(e.errno()).isIn(74, 19));
        }
        // A changed byte either has no effect or causes a NetlinkException.
        for (int at = 0; at < whole.length; at++) {
            for (int value = 0; value < 256; value++) {
                byte[] changed = whole.clone();
                changed[at] = (byte) value;
                try {
                    parse(changed);
                } catch (NetlinkException e) {
                    assertThat(e.errno()).isNotZero();
                }
            }
        }
    }

    /** Moves a device with this unchanged first answer, and an error for each further request. */
    private static void parse(byte[] first) throws NetlinkException {
        FakeKernel broken = new FakeKernel();
        broken.unchanged.add(first);
        byte[][] errors = new byte[20][];
        Arrays.fill(errors, error(19, ""));
        broken.answer(errors);
        try {
            new NetworkDevices(broken, 1, 2).move("eth1", "lan0");
        } catch (java.io.IOException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] link(int index, String name, boolean up) {
        ByteBuffer body = ByteBuffer.allocate(64).order(ByteOrder.nativeOrder());
        body.putInt(0).putInt(index).putInt(up ? 1 : 0).putInt(0);
        byte[] text = (name + '\0').getBytes(StandardCharsets.UTF_8);
        attribute(body, 4, new byte[] {1, 2, 3, 4});
        attribute(body, 3, text);
        return join(message(NEW_LINK, 0, 0, bytes(body)), ok());
    }

    private static byte[] addresses() {
        byte[] left = {10, 0, 0, 1};
        byte[] right = {10, 0, 0, 2};
        byte[] six = {(byte) 0xfd, 0, 0, 1};
        return join(
                address(2, 24, 0, 5, 0x280, left, right),
                address(2, 24, 0, 6, 0x80, left, right), // another device
                address(2, 24, 253, 5, 0x80, left, right), // scope of the link
                address(2, 24, 0, 5, 0x200, left, right), // not permanent
                address(10, 64, 0, 5, 0x80, six, new byte[0]),
                done());
    }

    private static byte[] address(
            int family, int prefix, int scope, int index, int flags, byte[] address, byte[] local) {
        ByteBuffer body = ByteBuffer.allocate(64).order(ByteOrder.nativeOrder());
        body.put((byte) family)
                .put((byte) prefix)
                .put((byte) flags)
                .put((byte) scope)
                .putInt(index);
        attribute(body, 1, address);
        if (local.length > 0) {
            attribute(body, 2, local);
        }
        attribute(body, 3, new byte[] {'e', 't', 'h', '1', 0}); // the label
        attribute(
                body,
                8,
                ByteBuffer.allocate(4)
                        .order(ByteOrder.nativeOrder())
                        .putInt(flags)
                        .array());
        return message(NEW_ADDRESS, 0, 0, bytes(body));
    }

    private static byte[] ok() {
        return message(ERROR, 0x100, 0, new byte[20]);
    }

    private static byte[] done() {
        return message(DONE, 0, 0, new byte[4]);
    }

    private static byte[] error(int errno, String explanation) {
        ByteBuffer body = ByteBuffer.allocate(128).order(ByteOrder.nativeOrder());
        body.putInt(-errno).put(new byte[16]);
        attribute(body, 1, (explanation + '\0').getBytes(StandardCharsets.UTF_8));
        return message(ERROR, 0x300, 0, bytes(body));
    }

    private static void attribute(ByteBuffer body, int type, byte[] value) {
        body.putShort((short) (value.length + 4)).putShort((short) type).put(value);
        while (body.position() % 4 != 0) {
            body.put((byte) 0);
        }
    }

    private static byte[] bytes(ByteBuffer body) {
        byte[] bytes = new byte[body.position()];
        body.get(0, bytes);
        return bytes;
    }

    /** Returns a message; a sequence number of 0 stands for that of the request. */
    private static byte[] message(int type, int flags, int sequence, byte[] body) {
        return ByteBuffer.allocate(16 + body.length)
                .order(ByteOrder.nativeOrder())
                .putInt(16 + body.length)
                .putShort((short) type)
                .putShort((short) flags)
                .putInt(sequence)
                .putInt(0)
                .put(body)
                .array();
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    /**
     * A kernel that answers each exchange with the next datagram and records requests as words, without sequence
     * numbers.
     */
    private static final class FakeKernel implements Netlink {

        private final Deque<byte[]> answers = new ArrayDeque<>();
        private final List<String> sent = new ArrayList<>();
        private final List<String> undo = new ArrayList<>();
        private final Deque<byte[]> unchanged = new ArrayDeque<>();
        private int sequence;
        private int received;

        void answer(byte[]... datagrams) {
            answers.addAll(List.of(datagrams));
        }

        @Override
        public byte[] exchange(int network, byte[] message) {
            if (message.length == 0) {
                received++;
            } else {
                sequence =
                        ByteBuffer.wrap(message).order(ByteOrder.nativeOrder()).getInt(8);
                sent.add(network + " " + words(message));
            }
            if (!unchanged.isEmpty()) {
                return unchanged.remove();
            }
            byte[] answer = answers.remove().clone();
            ByteBuffer buffer = ByteBuffer.wrap(answer).order(ByteOrder.nativeOrder());
            for (int at = 0; at < answer.length; at += buffer.getInt(at)) {
                if (buffer.getInt(at + 8) == 0) {
                    buffer.putInt(at + 8, sequence);
                }
            }
            return answer;
        }

        @Override
        public void undo(List<Message> messages) {
            for (Message message : messages) {
                undo.add(message.network() + " " + words(message.bytes()));
            }
        }

        private static String words(byte[] message) {
            HexFormat hex = HexFormat.of();
            ByteBuffer buffer = ByteBuffer.wrap(message).order(ByteOrder.nativeOrder());
            assertThat(buffer.getInt(0)).isEqualTo(message.length);
            boolean link = message[4] == NEW_LINK || message[4] == 18;
            int head = link ? 16 : 8;
            StringBuilder text = new StringBuilder(hex.formatHex(message, 4, 6))
                    .append(' ')
                    .append(hex.formatHex(message, 6, 8))
                    .append(" |");
            for (int at = 16; at < 16 + head; at += 4) {
                text.append(' ').append(hex.formatHex(message, at, at + 4));
            }
            for (int at = 16 + head; at < message.length; ) {
                int length = buffer.getShort(at);
                int end = Math.min(at + length + 3 & ~3, message.length);
                text.append(" | ")
                        .append(hex.formatHex(message, at, at + 2))
                        .append(' ')
                        .append(hex.formatHex(message, at + 2, at + 4))
                        .append(' ')
                        .append(hex.formatHex(message, at + 4, at + length));
                if (end > at + length) {
                    text.append(' ').append(hex.formatHex(message, at + length, end));
                }
                at = end;
            }
            return text.toString();
        }
    }
}
