"""What Windows reads of the app: version data in the programs, and a script that installs it."""

from pathlib import Path
from string import Template

from project import FILE_TYPES, SUMMARY, VERSION, FileType

VERSION_DATA = Template("""\
VSVersionInfo(
  ffi=FixedFileInfo(filevers=$numbers, prodvers=$numbers, mask=0x3F, OS=0x40004, fileType=0x1),
  kids=[
    StringFileInfo([StringTable("040904B0", [
      StringStruct("CompanyName", "Layerbench developers"),
      StringStruct("FileDescription", "Layerbench"),
      StringStruct("FileVersion", "$version"),
      StringStruct("InternalName", "layerbench"),
      StringStruct("OriginalFilename", "layerbench.exe"),
      StringStruct("ProductName", "Layerbench"),
      StringStruct("ProductVersion", "$version"),
      StringStruct("Comments", "$summary"),
    ])]),
    VarFileInfo([VarStruct("Translation", [1033, 1200])]),
  ],
)
""")

INSTALL = Template(r"""# Installs Layerbench $version for the user who runs this, and nobody else.
# Right click, "Run with PowerShell"; run uninstall.ps1 to take it away again.
$$ErrorActionPreference = "Stop"
$$place = "$$env:LOCALAPPDATA\Programs\Layerbench"
$$program = "$$place\layerbench.exe"
if (Test-Path $$place) { Remove-Item $$place -Recurse -Force }
Copy-Item "$$PSScriptRoot\layerbench" $$place -Recurse
Copy-Item "$$PSScriptRoot\uninstall.ps1" $$place
$$menu = [Environment]::GetFolderPath("Programs")
$$shortcut = (New-Object -ComObject WScript.Shell).CreateShortcut("$$menu\Layerbench.lnk")
$$shortcut.TargetPath = $$program
$$shortcut.Description = "$summary"
$$shortcut.Save()
$$classes = "HKCU:\Software\Classes"
$types
""")

TYPE = Template(r"""
New-Item "$$classes\Layerbench$ending\shell\open\command" -Force |
  Set-ItemProperty -Name "(default)" -Value "`"$$program`" `"%1`""
Set-ItemProperty "$$classes\Layerbench$ending" -Name "(default)" -Value "$name"
New-Item "$$classes\Layerbench$ending\DefaultIcon" -Force |
  Set-ItemProperty -Name "(default)" -Value "$$program,0"
New-Item "$$classes\$ending\OpenWithProgids" -Force |
  Set-ItemProperty -Name "Layerbench$ending" -Value ""
""")

# Only the bench's own files open in it without being asked.
OWN = Template(r"""Set-ItemProperty "$$classes\$ending" -Name "(default)" -Value "Layerbench$ending"
""")

UNINSTALL = Template(
    r"""# Takes Layerbench away from the user who runs this; projects and settings stay.
$$ErrorActionPreference = "SilentlyContinue"
$$classes = "HKCU:\Software\Classes"
$$menu = [Environment]::GetFolderPath("Programs")
Remove-Item "$$menu\Layerbench.lnk"
foreach ($$ending in $endings) {
  Remove-Item "$$classes\Layerbench$$ending" -Recurse
  Remove-ItemProperty "$$classes\$$ending\OpenWithProgids" "Layerbench$$ending"
}
Remove-Item "$$classes\.layerbench" -Recurse
Remove-Item "$$env:LOCALAPPDATA\Programs\Layerbench" -Recurse -Force
"""
)


def write_version_data(folder: Path, version: str) -> Path:
    """Write what the properties of the programs show; return the file."""
    numbers = tuple(map(int, (*version.split("."), "0")))
    file = folder / "version_data.txt"
    text = VERSION_DATA.substitute(numbers=numbers, version=version, summary=SUMMARY)
    file.write_text(text, encoding="utf-8")
    return file


def write_scripts(folder: Path) -> None:
    """Write install.ps1 and uninstall.ps1: start menu and file types, of one user alone."""
    types = "".join(map(_type, FILE_TYPES))
    endings = ", ".join(f'"{file_type.ending}"' for file_type in FILE_TYPES)
    install = INSTALL.substitute(version=VERSION, summary=SUMMARY, types=types)
    (folder / "install.ps1").write_text(install, encoding="utf-8")
    (folder / "uninstall.ps1").write_text(UNINSTALL.substitute(endings=endings), encoding="utf-8")


def _type(file_type: FileType) -> str:
    words = {"ending": file_type.ending, "name": file_type.name}
    return TYPE.substitute(words) + (OWN.substitute(words) if file_type.is_own else "")
