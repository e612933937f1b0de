package dev.hexrun.testkit.launch;

import dev.hexrun.port.launch.CommandChannel;
import java.util.List;

class FakeCommandChannelContractTest extends CommandChannelContract {

    private final FakeCommandChannel channel = FakeCommandChannel.calledWith(ARGUMENTS.toArray(String[]::new));

    @Override
    protected CommandChannel open(byte[] input) {
        return channel.withInput(input);
    }

    @Override
    protected String output() {
        return channel.output();
    }

    @Override
    protected String error() {
        return channel.error();
    }

    @Override
    protected List<Integer> statuses() {
        return channel.statuses();
    }
}
