package dev.hexrun.adapter.linux.frame;

import java.util.ArrayList;
import java.util.List;

/**
 * CGROUP_TREE_DONE: the result of a walk over a cgroup and all cgroups below it.
 *
 * @param errno the error number; 0 for success
 * @param count the number of listed or signalled processes
 * @param pids the listed processes
 * @param detail the subject of the failure: a file or a process
 */
public record CgroupTreeFrame(int errno, int count, List<Integer> pids, String detail) {

    /** The action that lists processes. */
    public static final int LIST = 1;

    /** The action that sends a signal. */
    public static final int SIGNAL = 2;

    /** The action that thaws the cgroups. */
    public static final int THAW = 3;

    /** The action that removes the cgroups. */
    public static final int REMOVE = 4;

    /**
     * Decodes a frame.
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
