"""The endings of files that hold a network: the table of formats takes too long to read first."""

MODEL_ENDINGS = (".npz", ".safetensors", ".onnx", ".py")
PROJECT_ENDING = ".layerbench"
