package dev.slipway.importer.image.vmdk;

import dev.slipway.importer.problem.ImageProblem;
import dev.slipway.importer.problem.ImportFailure;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The text in a VMDK image that says what it is made of: it must be made of itself alone. */
final class VmdkDescriptor {
    private static final Pattern PARENT = Pattern.compile("(?im)^\\s*parentCID\\s*=\\s*([0-9a-f]{1,8})\\s*$");
    private static final Pattern PARENT_NAME = Pattern.compile("(?im)^\\s*parentFileNameHint\\s*=\\s*\"([^\"]*)\"");
    private static final Pattern TYPE = Pattern.compile("(?im)^\\s*createType\\s*=\\s*\"([^\"]*)\"");
    private static final Pattern EXTENT =
            Pattern.compile("(?im)^\\s*(?:RW|RDONLY|NOACCESS)\\s+\\d+\\s+(\\w+)(?:\\s+\"([^\"]*)\")?.*$");
    private static final List<String> SINGLE = List.of("monolithicSparse", "streamOptimized");

    private VmdkDescriptor() {}

    static void check(byte[] descriptor) throws ImportFailure {
        String text = new String(descriptor, StandardCharsets.ISO_8859_1);
        int end = text.indexOf('\0');
        String described = end < 0 ? text : text.substring(0, end);
        if (described.isBlank()) {
            throw new ImportFailure(
                    new ImageProblem.ExternalDataRefused("VMDK", "that describes the parts of this disk"));
        }
        Matcher parent = PARENT.matcher(described);
        if (parent.find() && !parent.group(1).equalsIgnoreCase("ffffffff")) {
            Matcher name = PARENT_NAME.matcher(described);
            throw new ImportFailure(
                    new ImageProblem.BackingFileRefused("VMDK", name.find() ? name.group(1) : "(name unreadable)"));
        }
        Matcher type = TYPE.matcher(described);
        String found = type.find() ? type.group(1) : "(none)";
        List<String> extents = EXTENT.matcher(described)
                .results()
                .map(extent -> extent.group(1).equalsIgnoreCase("SPARSE") && extent.group(2) != null
                        ? ""
                        : String.valueOf(extent.group(2)))
                .toList();
        if (extents.size() > 1 || extents.stream().anyMatch(name -> !name.isEmpty())) {
            throw new ImportFailure(new ImageProblem.ExternalDataRefused(
                    "VMDK",
                    extents.stream().filter(name -> !name.isEmpty()).findFirst().orElse("of a second extent")));
        }
        if (SINGLE.stream().noneMatch(found::equalsIgnoreCase)) {
            throw new ImportFailure(
                    new ImageProblem.FeatureUnsupported("VMDK", "the layout '" + printable(found) + "'"));
        }
    }

    private static String printable(String text) {
        return text.replaceAll("[^\\x20-\\x7e]", "?");
    }
}
