package dev.hexrun.testkit.cgroup;

class FakeCgroupDriverContractTest extends FakeCgroupContract {}
