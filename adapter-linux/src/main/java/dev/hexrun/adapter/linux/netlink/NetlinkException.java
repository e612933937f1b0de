package dev.hexrun.adapter.linux.netlink;

/** Thrown if the kernel or the front refuses a netlink request. */
public final class NetlinkException extends Exception {

    private static final long serialVersionUID = 1L;

    private final int errno;
    private final String detail;

    /**
     * Creates an exception.
     *
     * @param errno the error number; 0 if the front refused
     * @param detail the explanation of the kernel or of the front, empty for none
     */
    public NetlinkException(int errno, String detail) {
        super(errno + " " + detail);
        this.errno = errno;
        this.detail = detail;
    }

    /** Returns an exception for the same failure that names the part of the move in which it occurred. */
    NetlinkException during(String part) {
        NetlinkException named = new NetlinkException(errno, detail.isEmpty() ? part : part + ": " + detail);
        named.initCause(this);
        return named;
    }

    /**
     * Returns the error number.
     *
     * @return the error number; 0 if the front refused
     */
    public int errno() {
        return errno;
    }

    /**
     * Returns the explanation.
     *
     * @return the explanation; empty for none
     */
    public String detail() {
        return detail;
    }
}
