package dev.slipway.nodeagent;

import dev.slipway.nodeagent.NodeAgentSettings.TlsFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.stream.Stream;

/** Notices that certificate files have been renewed. */
final class CertificateFiles {
    private final TlsFiles files;
    private List<FileTime> times;

    CertificateFiles(TlsFiles files) {
        this.files = files;
        this.times = times();
    }

    /** Returns whether a file has changed since the last question. */
    boolean haveChanged() {
        List<FileTime> now = times();
        boolean changed = !now.equals(times);
        times = now;
        return changed;
    }

    private List<FileTime> times() {
        return Stream.of(files.certificate(), files.key(), files.authority())
                .map(CertificateFiles::time)
                .toList();
    }

    private static FileTime time(Path file) {
        try {
            return Files.getLastModifiedTime(file);
        } catch (IOException e) {
            return FileTime.fromMillis(0);
        }
    }
}
