package io.jenkins.plugins.k8srelease.pipeline;

import com.cloudbees.groovy.cps.CpsTransformer;
import com.cloudbees.groovy.cps.NonCPS;
import com.cloudbees.groovy.cps.TransformerConfiguration;
import groovy.lang.Binding;
import groovy.lang.GroovyClassLoader;
import groovy.lang.GroovyCodeSource;
import groovy.lang.GroovyShell;
import groovy.lang.Script;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.codehaus.groovy.control.CompilerConfiguration;
import org.codehaus.groovy.control.customizers.ImportCustomizer;
import org.codehaus.groovy.runtime.InvokerHelper;

/** Compiles scripts with the transformation that makes them suspend, and finds the libraries that they ask for. */
final class ScriptCompiler {

    private static final Pattern LIBRARY =
            Pattern.compile("@Library\\(\\s*(?:value\\s*=\\s*)?\\[?([^)\\]]*)]?[^)]*\\)");

    private final Map<String, Path> libraries;
    private final GroovyShell shell;

    ScriptCompiler(Map<String, Path> libraries) {
        this.libraries = libraries;
        ImportCustomizer imports = new ImportCustomizer();
        imports.addStarImports(NonCPS.class.getPackageName());
        imports.addImports(Library.class.getName());
        CpsTransformer transformer = new CpsTransformer();
        transformer.setConfiguration(new TransformerConfiguration().withClosureType(PipelineClosure.class));
        CompilerConfiguration configuration = new CompilerConfiguration();
        configuration.addCompilationCustomizers(imports, transformer);
        configuration.setScriptBaseClass(PipelineScript.class.getName());
        this.shell = new GroovyShell(ScriptCompiler.class.getClassLoader(), new Binding(), configuration);
    }

    GroovyClassLoader classes() {
        return shell.getClassLoader();
    }

    Script compile(String className, String source) {
        GroovyCodeSource code = new GroovyCodeSource(source, className + ".groovy", "/groovy/shell");
        return InvokerHelper.createScript(classes().parseClass(code, false), new Binding());
    }

    /** The libraries that a script asks for by annotation. */
    static List<String> libraries(String source) {
        List<String> names = new ArrayList<>();
        Matcher matcher = LIBRARY.matcher(source);
        while (matcher.find()) {
            for (String name : matcher.group(1).split(",")) {
                names.add(name.trim().replaceAll("^['\"]|['\"]$", ""));
            }
        }
        return names;
    }

    /** Puts a library's classes within reach. */
    void open(String library) {
        try {
            classes().addURL(folder(library).resolve("src").toUri().toURL());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The sources of a library's variables, by name. */
    Map<String, String> variables(String library) {
        Map<String, String> sources = new TreeMap<>();
        Path folder = folder(library).resolve("vars");
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.groovy")) {
            for (Path file : files) {
                String name = folder.relativize(file).toString();
                sources.put(name.substring(0, name.lastIndexOf('.')), Files.readString(file));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return sources;
    }

    private Path folder(String library) {
        Path folder = libraries.get(library);
        if (folder == null) {
            throw new IllegalArgumentException("there is no library '" + library + "'");
        }
        return folder;
    }
}
