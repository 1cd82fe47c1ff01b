package org.thalweg.experiments.result;

import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** What is wrong with a file, in words: many exceptions of {@code java.nio.file} say it by their class alone. */
public final class FileFault {

    private FileFault() {}

    /**
     * The reason of a fault, without the name of the file.
     *
     * @param fault the fault
     * @return what the system says, else what the class of the exception means
     */
    public static String reason(FileSystemException fault) {
        if (fault instanceof NoSuchFileException) {
            return "no such file or folder";
        } else if (fault instanceof AccessDeniedException) {
            return "no permission";
        } else if (fault instanceof FileAlreadyExistsException) {
            return "there is a file of that name";
        }
        return fault.getReason() == null ? fault.getClass().getSimpleName() : fault.getReason();
    }
}
