package dev.hexrun.clients;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.Objects;

/** A call that the server rejected. */
final class CriException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final Status.Code code;
    private final String description;

    CriException(String method, StatusRuntimeException cause) {
        super(method + ": " + cause.getStatus(), cause);
        code = cause.getStatus().getCode();
        description = Objects.toString(cause.getStatus().getDescription(), "");
    }

    /** Returns the status code of gRPC. */
    Status.Code code() {
        return code;
    }

    /** Returns the message of the server. */
    String description() {
        return description;
    }
}
