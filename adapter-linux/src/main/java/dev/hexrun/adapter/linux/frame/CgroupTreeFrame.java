package dev.hexrun.adapter.linux.frame;

import java.util.ArrayList;
import java.util.List;

/**
 * CGROUP_TREE_DONE: what became of a walk over a cgroup and all below it.
 *
 * @param errno why it failed; 0 if it did not
 * @param count how many processes were listed or signalled
 * @param pids the processes that were listed
 * @param detail what the failure is about: a file, or a process
 */
public record CgroupTreeFrame(int errno, int count, List<Integer> pids, String detail) {

    /** The action that lists processes. */
    public static final int LIST = 1;

    /** The action that sends a signal. */
    public static final int SIGNAL = 2;

    /** The action that thaws. */
    public static final int THAW = 3;

    /** The action that removes. */
    public static final int REMOVE = 4;

    /**
     * Decodes one.
     *
     * @param fields the payload
     * @return the frame
     * @throws ProtocolException if it is malformed
     */
    public static CgroupTreeFrame decode(FieldReader fields) {
        int errno = fields.i32();
        int count = fields.i32();
        int listed = fields.count(Integer.BYTES);
        List<Integer> pids = new ArrayList<>(listed);
        for (int i = 0; i < listed; i++) {
            pids.add(fields.i32());
        }
        CgroupTreeFrame frame = new CgroupTreeFrame(errno, count, pids, fields.str());
        fields.end();
        return frame;
    }
}
