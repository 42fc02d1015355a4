"""What macOS reads of the app: its name, and the files that it opens."""

from project import FILE_TYPES, IDENTIFIER, VERSION

OLDEST = "13.0"
"""Qt 6.11 runs on no older one."""


def info_plist() -> dict[str, object]:
    """Return what stands in Info.plist beside PyInstaller's own."""
    return {
        "CFBundleDisplayName": "Layerbench",
        "CFBundleShortVersionString": VERSION,
        "LSMinimumSystemVersion": OLDEST,
        "NSHighResolutionCapable": True,
        "CFBundleDocumentTypes": [
            {
                "CFBundleTypeName": file_type.name,
                "CFBundleTypeRole": "Editor" if file_type.is_own else "Viewer",
                "CFBundleTypeIconFile": "layerbench.icns",
                "LSHandlerRank": "Owner" if file_type.is_own else "Alternate",
                "LSItemContentTypes": [_identifier(file_type.ending)],
            }
            for file_type in FILE_TYPES
        ],
        "UTExportedTypeDeclarations": [
            _type(file_type.ending, file_type.name) for file_type in FILE_TYPES if file_type.is_own
        ],
        "UTImportedTypeDeclarations": [
            _type(file_type.ending, file_type.name)
            for file_type in FILE_TYPES
            if not file_type.is_own
        ],
    }


def _identifier(ending: str) -> str:
    return f"{IDENTIFIER}{ending}"


def _type(ending: str, name: str) -> dict[str, object]:
    return {
        "UTTypeIdentifier": _identifier(ending),
        "UTTypeDescription": name,
        "UTTypeConformsTo": ["public.data"],
        "UTTypeTagSpecification": {"public.filename-extension": [ending.removeprefix(".")]},
    }
