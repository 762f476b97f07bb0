package dev.slipway.machine.oracle;

import java.util.ArrayList;
import java.util.List;

/** An option of QEMU's command line: its name without the hyphen, and its value, which may be empty. */
record QemuArgument(String name, String value) {
    private static final String BINARY = "qemu-system-x86_64";

    static List<QemuArgument> of(List<String> words) {
        List<QemuArgument> found = new ArrayList<>();
        for (int i = 0; i < words.size(); i++) {
            String name = words.get(i).substring(1);
            boolean alone = i + 1 == words.size() || words.get(i + 1).startsWith("-");
            found.add(new QemuArgument(name, alone ? "" : words.get(++i)));
        }
        return found;
    }

    /** Returns the arguments of a line as virsh prints it: variables, program and arguments, in a shell's quotes. */
    static List<QemuArgument> ofShell(String line) {
        List<String> words = words(line);
        int program = 0;
        while (!words.get(program).endsWith(BINARY)) {
            program++;
        }
        return of(words.subList(program + 1, words.size()));
    }

    private static List<String> words(String line) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        boolean quoted = false;
        boolean begun = false;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '\'') {
                quoted = !quoted;
                begun = true;
            } else if (c == '\\' && !quoted) {
                i++;
                if (line.charAt(i) != '\n') {
                    word.append(line.charAt(i));
                    begun = true;
                }
            } else if (!quoted && Character.isWhitespace(c)) {
                if (begun) {
                    words.add(word.toString());
                }
                word.setLength(0);
                begun = false;
            } else {
                word.append(c);
                begun = true;
            }
        }
        if (begun) {
            words.add(word.toString());
        }
        return words;
    }
}
