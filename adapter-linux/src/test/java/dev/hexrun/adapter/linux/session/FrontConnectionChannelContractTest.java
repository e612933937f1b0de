package dev.hexrun.adapter.linux.session;

import dev.hexrun.adapter.linux.frame.Bytes;
import dev.hexrun.adapter.linux.frame.FrameType;
import dev.hexrun.port.launch.CommandChannel;
import dev.hexrun.testkit.launch.CommandChannelContract;
import java.util.List;

class FrontConnectionChannelContractTest extends CommandChannelContract {

    private final FakeFront front = new FakeFront();

    @Override
    protected CommandChannel open(byte[] input) {
        return front.answer(new Bytes().u32(0).u32(input.length).raw(input).frame(FrameType.INPUT))
                .connect();
    }

    @Override
    protected String output() {
        return String.join("", received("OUTPUT 1 "));
    }

    @Override
    protected String error() {
        return String.join("", received("OUTPUT 2 "));
    }

    @Override
    protected List<Integer> statuses() {
        return received("EXIT ").stream().map(Integer::valueOf).toList();
    }

    private List<String> received(String prefix) {
        return front.received().stream()
                .filter(frame -> frame.startsWith(prefix))
                .map(frame -> frame.substring(prefix.length()))
                .toList();
    }
}
