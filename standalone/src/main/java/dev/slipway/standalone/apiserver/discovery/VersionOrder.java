package dev.slipway.standalone.apiserver.discovery;

import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Kubernetes' order of versions: v2, v1, v2beta1, v1beta2, v1alpha1, then names of other forms by alphabet. */
public final class VersionOrder implements Comparator<String> {
    private static final Pattern FORM = Pattern.compile("v([1-9][0-9]{0,8})(?:(alpha|beta)([1-9][0-9]{0,8}))?");

    @Override
    public int compare(String one, String other) {
        Matcher first = FORM.matcher(one);
        Matcher second = FORM.matcher(other);
        boolean firstHasForm = first.matches();
        boolean secondHasForm = second.matches();
        if (!firstHasForm || !secondHasForm) {
            return firstHasForm ? -1 : secondHasForm ? 1 : one.compareTo(other);
        }
        int byStability = Integer.compare(stability(second), stability(first));
        if (byStability != 0) {
            return byStability;
        }
        int byMajor = Integer.compare(Integer.parseInt(second.group(1)), Integer.parseInt(first.group(1)));
        return byMajor != 0 ? byMajor : Integer.compare(minor(second), minor(first));
    }

    private static int stability(Matcher version) {
        String word = version.group(2);
        return word == null ? 2 : word.equals("beta") ? 1 : 0;
    }

    private static int minor(Matcher version) {
        String number = version.group(3);
        return number == null ? 0 : Integer.parseInt(number);
    }
}
