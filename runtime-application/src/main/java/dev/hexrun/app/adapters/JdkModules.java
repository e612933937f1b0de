package dev.hexrun.app.adapters;

import java.util.List;

/** The modules of the JDK that the runtime image may lack, by the packages in them. Used only for messages. */
final class JdkModules {

    /** Pairs of a prefix of class names and the module. */
    private static final List<String> MODULES = List.of(
            "java.awt.", "java.desktop",
            "java.beans.", "java.desktop",
            "javax.imageio.", "java.desktop",
            "javax.swing.", "java.desktop",
            "java.lang.instrument.", "java.instrument",
            "java.lang.management.", "java.management",
            "javax.management.", "java.management",
            "java.net.http.", "java.net.http",
            "java.rmi.", "java.rmi",
            "java.sql.", "java.sql",
            "javax.sql.", "java.sql",
            "java.util.prefs.", "java.prefs",
            "javax.annotation.processing.", "java.compiler",
            "javax.lang.model.", "java.compiler",
            "javax.tools.", "java.compiler",
            "javax.naming.", "java.naming",
            "javax.script.", "java.scripting",
            "javax.security.sasl.", "java.security.sasl",
            "javax.security.auth.kerberos.", "java.security.jgss",
            "org.ietf.jgss.", "java.security.jgss",
            "javax.transaction.xa.", "java.transaction.xa",
            "javax.xml.crypto.", "java.xml.crypto",
            "javax.xml.", "java.xml",
            "org.w3c.dom.", "java.xml",
            "org.xml.sax.", "java.xml",
            "com.sun.net.httpserver.", "jdk.httpserver",
            "jdk.jfr.", "jdk.jfr",
            "jdk.net.", "jdk.net",
            "com.sun.management.", "jdk.management",
            "com.sun.nio.sctp.", "jdk.sctp",
            "sun.misc.", "jdk.unsupported");

    private JdkModules() {}

    /**
     * Returns advice about a class that was not found.
     *
     * @param type the name of the class
     * @return the module of the JDK that the runtime image lacks, as the end of a message; empty if the class is not of
     *     the JDK
     */
    static String advice(String type) {
        for (int i = 0; i < MODULES.size(); i += 2) {
            if (type.startsWith(MODULES.get(i)) && isMissing(MODULES.get(i + 1))) {
                return ": the JDK module " + MODULES.get(i + 1) + " is not in the runtime image of hexrun";
            }
        }
        return type.startsWith("dev.hexrun.") ? ": hexrun has no such class in its SPI" : "";
    }

    private static boolean isMissing(String module) {
        return ModuleLayer.boot().findModule(module).isEmpty();
    }
}
