package dev.hexrun.adapter.linux.state;

import dev.hexrun.domain.failure.Errno;
import dev.hexrun.domain.failure.HostOperationException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Locale;

/** Turns what Java says of a failed file operation back into what the kernel said. */
final class FileFailure {

    /** Numbers that {@link Errno} has texts for; the C library's text is all that Java keeps of most of them. */
    private static final int LAST = 133;

    private FileFailure() {}

    /** The exception of the port: what was tried, on what, and the kernel's answer. */
    static HostOperationException of(String action, IOException failure) {
        int errno = errno(failure);
        return errno == 0
                ? new HostOperationException(action + ": " + text(failure), failure)
                : new HostOperationException(action, new Errno(errno));
    }

    private static int errno(IOException failure) {
        return switch (failure) {
            case NoSuchFileException _ -> Errno.ENOENT;
            case AccessDeniedException _ -> Errno.EACCES;
            case FileAlreadyExistsException _ -> 17;
            case NotDirectoryException _ -> 20;
            case DirectoryNotEmptyException _ -> 39;
            case FileSystemLoopException _ -> 40;
            default -> number(text(failure));
        };
    }

    private static int number(String text) {
        for (int number = 1; number <= LAST; number++) {
            if (new Errno(number).message().equals(text)) {
                return number;
            }
        }
        return 0;
    }

    /** The kernel's words in lower case: the reason where Java keeps it apart, else what stands in parentheses. */
    private static String text(IOException failure) {
        String message = failure instanceof FileSystemException e ? e.getReason() : failure.getMessage();
        if (message == null) {
            message = failure.getClass().getSimpleName();
        }
        int open = message.lastIndexOf('(');
        if (open >= 0 && message.endsWith(")")) {
            message = message.substring(open + 1, message.length() - 1);
        }
        return message.toLowerCase(Locale.ROOT);
    }
}
