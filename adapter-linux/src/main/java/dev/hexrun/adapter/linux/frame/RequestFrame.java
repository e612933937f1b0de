package dev.hexrun.adapter.linux.frame;

import dev.hexrun.port.launch.CommandRequest;
import java.util.List;

/** REQUEST: the command, the first frame that the front sends. */
public final class RequestFrame {

    /** The magic number: {@code HXRN}, least significant byte first. */
    static final int MAGIC = 0x4e525848;

    /** The version of the protocol. */
    static final int VERSION = 1;

    private RequestFrame() {}

    /**
     * Decodes a frame.
     *
     * @param fields the payload
     * @return the command
     * @throws ProtocolException if it is malformed or of another version
     */
    public static CommandRequest decode(FieldReader fields) {
        if (fields.i32() != MAGIC) {
            throw new ProtocolException("the peer is not a front of hexrun");
        }
        int version = fields.u16();
        if (version != VERSION) {
            throw new ProtocolException(
                    "the front speaks version " + version + ", and this runtime version " + VERSION);
        }
        int frontPid = fields.i32();
        int uid = fields.i32();
        int euid = fields.i32();
        int gid = fields.i32();
        int egid = fields.i32();
        int umask = fields.i32();
        int columns = fields.u16();
        String directory = fields.str();
        List<String> arguments = fields.strs();
        List<String> environment = fields.strs();
        fields.end();
        return new CommandRequest(arguments, environment, directory, frontPid, uid, euid, gid, egid, umask, columns);
    }
}
