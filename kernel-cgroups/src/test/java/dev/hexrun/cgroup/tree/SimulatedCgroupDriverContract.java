package dev.hexrun.cgroup.tree;

import dev.hexrun.domain.step.CgroupStep;
import dev.hexrun.domain.step.Step;
import dev.hexrun.port.cgroup.CgroupPaths;
import dev.hexrun.testkit.cgroup.CgroupDriverContract;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.io.TempDir;

/** The contract on a directory that simulates a cgroup file system, which needs no privileges. */
public abstract class SimulatedCgroupDriverContract extends CgroupDriverContract {

    @TempDir
    protected Path root = Path.of("");

    private int lastPid = 100;

    /** Returns the simulated file system. */
    protected abstract SimulatedCgroupfs files();

    @Override
    protected String cgroupsPath(String name) {
        return "/contract/" + name;
    }

    @Override
    protected int startProcess() {
        return ++lastPid;
    }

    @Override
    protected void endProcess(int pid) {
        files().end(pid);
    }

    @Override
    protected boolean ended(int pid, Duration timeout) {
        return !files().contains(pid);
    }

    @Override
    protected void execute(Step step, int pid) {
        try {
            files().write(((CgroupStep.JoinCgroup) step).path(), CgroupTree.PROCS, Integer.toString(pid));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    protected List<String> existing(CgroupPaths paths) {
        return paths.directories().stream().filter(files()::exists).toList();
    }

    @Override
    protected CgroupPaths nest(CgroupPaths paths, String name) {
        Map<String, String> below = new LinkedHashMap<>();
        for (Map.Entry<String, String> path : paths.saved().entrySet()) {
            String directory = path.getValue() + '/' + name;
            try {
                files().createDirectory(directory);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            below.put(path.getKey(), directory);
        }
        return CgroupPaths.of(paths.driver(), below);
    }

    /** Reads a limit. {@code max}, -1 and values beyond the size of any machine mean no limit. */
    protected OptionalLong limit(CgroupPaths paths, String controller, String file) {
        String first =
                files().get(String.valueOf(paths.saved().get(controller)), file).split(" ", -1)[0];
        boolean none = first.equals("max") || first.equals("-1") || first.equals(SimulatedCgroupfs.NO_LIMIT);
        return none ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(first));
    }
}
