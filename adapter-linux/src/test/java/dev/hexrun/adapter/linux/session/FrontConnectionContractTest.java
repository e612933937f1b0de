package dev.hexrun.adapter.linux.session;

import dev.hexrun.port.launch.ContainerLauncher;
import dev.hexrun.testkit.launch.ContainerLauncherContract;

class FrontConnectionContractTest extends ContainerLauncherContract {

    @Override
    protected ContainerLauncher newLauncher() {
        return new FakeFront().connect();
    }
}
