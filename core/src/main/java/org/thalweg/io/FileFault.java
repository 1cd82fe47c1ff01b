package org.thalweg.io;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * What is wrong with a file, in words: many exceptions of {@code java.nio.file} say it by their class alone, and those of
 * channels do not name the file.
 */
public final class FileFault {

    private FileFault() {}

    /**
     * The reason of a fault, without the name of the file.
     *
     * @param fault the fault
     * @return what the system says, else what the class of the exception means; never null
     */
    public static String reason(IOException fault) {
        if (fault instanceof NoSuchFileException) {
            return "no such file or folder";
        } else if (fault instanceof AccessDeniedException) {
            return "no permission";
        } else if (fault instanceof FileAlreadyExistsException) {
            return "there is a file of that name";
        } else if (fault instanceof DirectoryNotEmptyException) {
            return "the folder is not empty";
        }
        String said = fault instanceof FileSystemException system ? system.getReason() : fault.getMessage();
        return said == null ? fault.getClass().getSimpleName() : said;
    }

    /**
     * Says in one line that a file cannot be written.
     *
     * @param file the file
     * @param fault what went wrong
     * @return an exception that names file and reason, to be thrown
     */
    public static IOException writing(Path file, IOException fault) {
        String reason = fault instanceof NoSuchFileException ? "its folder does not exist" : reason(fault);
        return new IOException(file + ": cannot be written: " + reason, fault);
    }

    /**
     * Says in one line that a file cannot be read.
     *
     * @param file the file
     * @param fault what went wrong
     * @return an exception that names file and reason, to be thrown
     */
    public static IOException reading(Path file, IOException fault) {
        return new IOException(file + ": cannot be read: " + reason(fault), fault);
    }
}
