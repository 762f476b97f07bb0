package dev.slipway.importer.export;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;

/** What is in a directory, as a page of links: the form of Go's file server, which scripts read. */
final class FileList {
    private FileList() {}

    static String html(Path directory) throws IOException {
        return VolumeFiles.in(directory).stream()
                .map(FileList::link)
                .collect(Collectors.joining("", "<!doctype html>\n<pre>\n", "</pre>\n"));
    }

    private static String link(Path file) {
        String name = file.getFileName() + (Files.isDirectory(file) ? "/" : "");
        String address = URLEncoder.encode(name, UTF_8).replace("+", "%20").replace("%2F", "/");
        String shown = name.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
        return "<a href=\"" + address + "\">" + shown + "</a>\n";
    }
}
