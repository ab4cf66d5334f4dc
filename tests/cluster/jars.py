"""OpenSearch from Maven Central's jars, laid out as its distribution would be.

A module of OpenSearch is a folder with its jar, what that needs and the server has not, a
descriptor and, in 2.x, a policy: the last two are in no jar and are written here.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path

VERSIONS = {17: "2.19.6", 21: "3.9.0"}
"""The least Java → the newest version of OpenSearch that runs on it."""
CACHE = Path(os.environ.get("SAKUIN_TEST_JARS", Path.home() / ".cache/sakuin-tests"))
COPY = "org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy-dependencies"
CORE = "org.opensearch"
PLUGINS = "org.opensearch.plugin"

_LOGGING = """\
status = error
appender.console.type = Console
appender.console.name = console
appender.console.layout.type = PatternLayout
appender.console.layout.pattern = [%d{ISO8601}][%-5p][%-25c{1.}] %m%n
rootLogger.level = warn
rootLogger.appenderRef.console.ref = console
"""
_POLICIES = {
    "lang-painless": """\
grant {
  permission java.lang.RuntimePermission "createClassLoader";
  permission java.lang.RuntimePermission "getClassLoader";
};
""",
    "transport-netty4": """\
grant codeBase "${codebase.netty-common}" {
  permission java.io.FilePermission "/proc/sys/net/core/somaxconn", "read";
  permission java.net.SocketPermission "*", "accept,connect";
  permission java.lang.RuntimePermission "setContextClassLoader";
};
grant codeBase "${codebase.netty-transport}" {
  permission java.util.PropertyPermission "sun.nio.ch.bugLevel", "write";
};
""",
}


@cache
def javas() -> dict[int, Path]:
    """The least Java of each version that this machine can run → the ``java`` to run it with."""
    found: dict[int, Path] = {}
    for java in _candidates():
        version = java_version(java)
        for least in VERSIONS:
            # 2.19 asks for a security manager, which Java has no more from 24 on.
            if version >= least and (least != 17 or version < 24):
                found.setdefault(least, java)
    return found


def _candidates() -> Iterator[Path]:
    if on_path := shutil.which("java"):
        yield Path(on_path)
    homes = [os.environ.get("JAVA_HOME"), *Path("/usr/lib/jvm").glob("*")]
    for home in homes:
        if home and (java := Path(home) / "bin/java").is_file():
            yield java


def java_version(java: Path) -> int:
    """17 for ``openjdk version "17.0.15"``; 0 for what is no Java."""
    done = subprocess.run([java, "-version"], capture_output=True, text=True, check=False)
    number = re.search(r'version "(\d+)', done.stderr)
    return int(number[1]) if number else 0


def distribution(least_java: int = 17) -> Path:
    """The folder of the version for that Java; fetched if it is not there yet."""
    version = VERSIONS[least_java]
    home = CACHE / f"opensearch-{version}"
    if not home.is_dir():
        if not shutil.which("mvn"):
            raise RuntimeError("OpenSearch's jars are fetched with Maven: apt-get install maven")
        new = home.with_suffix(".new")
        shutil.rmtree(new, ignore_errors=True)
        _fetch(new, version, least_java)
        new.rename(home)
    return home


def _fetch(home: Path, version: str, least_java: int) -> None:
    lib = home / "lib"
    server = [f"{CORE}:opensearch:{version}", f"{CORE}:opensearch-plugin-classloader:{version}"]
    if version.startswith("3."):
        server.append(f"{CORE}:opensearch-agent-bootstrap:{version}")
    copy_jars(lib, *server)
    copy_jars(lib, f"org.apache.logging.log4j:log4j-core:{_version_of(lib, 'log4j-api')}")
    modules = (
        ("lang-painless", "lang-painless", ""),
        ("analysis-common", "analysis-common", "lang-painless"),
        ("transport-netty4", "transport-netty4-client", ""),
    )
    for name, artifact, extends in modules:
        folder = home / "modules" / name
        copy_jars(folder, f"{PLUGINS}:{artifact}:{version}")
        if name == "transport-netty4":
            netty = _version_of(folder, "netty-common")
            copy_jars(folder, f"io.netty:netty-codec-http2:{netty}")
        _describe(folder, artifact, version, least_java, extends, lib)
    (home / "config").mkdir()
    (home / "config/log4j2.properties").write_text(_LOGGING, "utf-8")


def copy_jars(folder: Path, *artifacts: str) -> None:
    """Fetches these and all that they need at run time."""
    dependencies = ""
    for artifact in artifacts:
        group, name, version = artifact.split(":")
        dependencies += (
            f"<dependency><groupId>{group}</groupId><artifactId>{name}</artifactId>"
            f"<version>{version}</version></dependency>"
        )
    with tempfile.NamedTemporaryFile("w", suffix=".xml", encoding="utf-8") as pom:
        pom.write(
            "<project><modelVersion>4.0.0</modelVersion><groupId>sakuin</groupId>"
            "<artifactId>nodes</artifactId><version>1</version>"
            f"<dependencies>{dependencies}</dependencies></project>"
        )
        pom.flush()
        target = f"-DoutputDirectory={folder}"
        command = ["mvn", "-q", "-B", "-f", pom.name, COPY, "-DincludeScope=runtime", target]
        subprocess.run(command, check=True, stdout=sys.stderr)


def _version_of(folder: Path, name: str) -> str:
    (jar,) = folder.glob(f"{name}-[0-9]*.jar")
    return jar.stem.removeprefix(f"{name}-")


def _describe(
    folder: Path, artifact: str, version: str, least_java: int, extends: str, lib: Path
) -> None:
    """Makes a module of a folder of jars."""
    for jar in folder.glob("*.jar"):
        if (lib / jar.name).exists():  # else the server refuses to start: jar hell
            jar.unlink()
    with zipfile.ZipFile(folder / f"{artifact}-{version}.jar") as jar_file:
        plugins = [name for name in jar_file.namelist() if re.search(r"Plugin\.class$", name)]
    (plugin,) = plugins
    descriptor = {
        "name": folder.name,
        "description": folder.name,
        "version": version,
        "opensearch.version": version,
        "java.version": str(least_java),
        "classname": plugin.removesuffix(".class").replace("/", "."),
        "extended.plugins": extends,
        "has.native.controller": "false",
    }
    lines = "".join(f"{name}={value}\n" for name, value in descriptor.items())
    (folder / "plugin-descriptor.properties").write_text(lines, "utf-8")
    if version.startswith("2.") and folder.name in _POLICIES:
        (folder / "plugin-security.policy").write_text(_POLICIES[folder.name], "utf-8")


if __name__ == "__main__":
    if 17 not in javas():
        sys.exit("OpenSearch 2.19 needs Java 17 to 23: apt-get install openjdk-17-jre-headless")
    for least in javas():
        print(distribution(least))
