/** Apache with mod_dav over a directory, Digest or Basic. */
import { createHash } from "node:crypto"
import { chmodSync, chownSync, existsSync, mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { findProgram, freePort, makeDirectory, type RunningServer, startServer } from "./server-program.ts"

export const user = "mary"
export const password = "s3cret pw"

/** Where systems keep Apache's modules. */
const moduleFolders = [
  "/usr/lib/apache2/modules",
  "/usr/lib64/httpd/modules",
  "/usr/lib64/apache2",
  "/usr/lib/httpd/modules",
  "/usr/lib/apache2",
  "/opt/homebrew/lib/httpd/modules",
  "/usr/local/lib/httpd/modules"
]

const modules = [
  "mpm_event",
  "authn_core",
  "authn_file",
  "authz_core",
  "authz_user",
  "auth_basic",
  "auth_digest",
  "dav",
  "dav_fs",
  "dir",
  "unixd"
]

const findModules = (): string => {
  const found = moduleFolders.find((folder) => existsSync(join(folder, "mod_dav_fs.so")))
  if (found === undefined) throw new Error("This test needs Apache's mod_dav_fs. The check installs it with Apache.")
  return found
}

const nobody = 65534

const configuration = (directory: string, port: number, scheme: "Basic" | "Digest"): string => {
  const folder = findModules()
  // What a system has built in is not there as a file.
  const loaded = modules.filter((name) => existsSync(join(folder, `mod_${name}.so`)))
  const isAdministrator = process.geteuid?.() === 0
  return [
    ...loaded.map((name) => `LoadModule ${name}_module ${join(folder, `mod_${name}.so`)}`),
    `ServerRoot "${directory}"`,
    `DefaultRuntimeDir "${directory}"`,
    "ServerName localhost",
    `Listen 127.0.0.1:${port}`,
    `PidFile "${directory}/pid"`,
    `ErrorLog "${directory}/log"`,
    ...(isAdministrator ? [`User #${nobody}`, `Group #${nobody}`] : []),
    `DavLockDB "${directory}/locks/db"`,
    `DocumentRoot "${directory}/music"`,
    `<Directory "${directory}/music">`,
    "  Dav On",
    `  AuthType ${scheme}`,
    '  AuthName "music"',
    `  Auth${scheme}Provider file`,
    `  AuthUserFile "${directory}/users"`,
    "  Require valid-user",
    "</Directory>",
    ""
  ].join("\n")
}

const usersFile = (scheme: "Basic" | "Digest"): string => {
  if (scheme === "Basic") return `${user}:{SHA}${createHash("sha1").update(password).digest("base64")}\n`
  return `${user}:music:${createHash("md5").update(`${user}:music:${password}`).digest("hex")}\n`
}

export const startApache = async (scheme: "Basic" | "Digest"): Promise<RunningServer> => {
  const program = findProgram("APACHE_PATH", ["apache2", "httpd"], ["/usr/sbin", "/usr/local/sbin", "/opt/homebrew/bin"])
  const directory = makeDirectory("apache")
  const port = await freePort()
  mkdirSync(join(directory, "music"))
  mkdirSync(join(directory, "locks"))
  if (process.geteuid?.() === 0) chownSync(join(directory, "locks"), nobody, nobody)
  writeFileSync(join(directory, "users"), usersFile(scheme))
  chmodSync(join(directory, "users"), 0o644)
  writeFileSync(join(directory, "configuration"), configuration(directory, port, scheme))
  return startServer({
    program,
    parameters: ["-d", directory, "-f", join(directory, "configuration"), "-D", "FOREGROUND"],
    url: `http://localhost:${port}`,
    directory,
    served: join(directory, "music")
  })
}
