package dev.slipway.machine.libvirt;

import java.io.StringReader;
import java.util.ArrayDeque;
import java.util.Deque;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** Reads XML from outside: no entities, no document types, bounded in size and depth. */
final class XmlReader {
    static final int LONGEST = 1 << 20;
    private static final int DEEPEST = 64;

    private XmlReader() {}

    /** Says why a text cannot be read, in one sentence. */
    static final class UnreadableException extends Exception {
        private static final long serialVersionUID = 1L;

        UnreadableException(String sentence) {
            super(sentence);
        }
    }

    /** Returns the root element. */
    static XmlNode read(String text) throws UnreadableException {
        if (text.length() > LONGEST) {
            throw new UnreadableException("The XML is longer than 1 MiB; a machine's description has some KiB.");
        }
        try {
            XMLStreamReader reader = factory().createXMLStreamReader(new StringReader(text.strip()));
            try {
                return read(reader);
            } finally {
                reader.close();
            }
        } catch (XMLStreamException e) {
            String where =
                    e.getLocation() == null ? "" : " in line " + e.getLocation().getLineNumber();
            throw new UnreadableException("This is no XML" + where
                    + ": what virsh dumpxml prints is, from <domain to </domain>. The parser says: " + firstLine(e));
        }
    }

    private static XMLInputFactory factory() {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_NAMESPACE_AWARE, true);
        return factory;
    }

    private static XmlNode read(XMLStreamReader reader) throws XMLStreamException, UnreadableException {
        Deque<XmlNode> open = new ArrayDeque<>();
        XmlNode root = null;
        while (reader.hasNext()) {
            switch (reader.next()) {
                case XMLStreamConstants.START_ELEMENT -> {
                    XmlNode node = element(reader);
                    if (open.isEmpty()) {
                        root = node;
                    } else {
                        open.peek().add(node);
                    }
                    open.push(node);
                    if (open.size() > DEEPEST) {
                        throw new UnreadableException(
                                "The XML is nested deeper than " + DEEPEST + " levels; that is no machine.");
                    }
                }
                case XMLStreamConstants.END_ELEMENT -> open.pop();
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> {
                    if (!open.isEmpty()) {
                        open.peek().append(reader.getText());
                    }
                }
                case XMLStreamConstants.DTD, XMLStreamConstants.ENTITY_REFERENCE ->
                    throw new UnreadableException(
                            "The XML has a document type or entities, which a machine's description does not need; remove them.");
                default -> {
                    // Comments and processing instructions say nothing.
                }
            }
        }
        if (root == null) {
            throw new UnreadableException("The XML has no element.");
        }
        return root;
    }

    private static XmlNode element(XMLStreamReader reader) {
        String prefix = reader.getPrefix() == null ? "" : reader.getPrefix();
        XmlNode node = new XmlNode(prefix.isEmpty() ? reader.getLocalName() : prefix + ":" + reader.getLocalName());
        for (int i = 0; i < reader.getAttributeCount(); i++) {
            node.with(reader.getAttributeLocalName(i), reader.getAttributeValue(i));
        }
        return node;
    }

    private static String firstLine(XMLStreamException e) {
        String message = e.getMessage() == null ? "" : e.getMessage();
        String said = message.contains("Message:") ? message.substring(message.indexOf("Message:") + 8) : message;
        return said.strip().lines().findFirst().orElse("");
    }
}
