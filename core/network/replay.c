/* Makes a list of NumPy's calls on fixed arrays at once: each is NumPy's own inner loop or copy, so
   nothing is computed here and the bits are NumPy's. replay.py finds out what to call. */

#define PY_SSIZE_T_CLEAN
#define NPY_NO_DEPRECATED_API NPY_2_0_API_VERSION
#define NPY_TARGET_VERSION NPY_2_0_API_VERSION
#include <Python.h>
#include <numpy/arrayobject.h>
#include <numpy/ufuncobject.h>

/* For more numbers than MANY NumPy lets other threads have the interpreter, and so does this. */
enum { OPERANDS = 3, AXES = 2, MANY = 500 };

typedef struct { /* The last operand is written; without a loop it is a copy of the first. */
    PyArrayObject *operands[OPERANDS];
    int count;
    PyUFuncGenericFunction loop;
    void *data;
    npy_intp rows, outer[OPERANDS]; /* The loop is called so often, */
    npy_intp shape[1 + OPERANDS], strides[OPERANDS + OPERANDS * AXES], work; /* each time with these. */
} Step;

typedef struct {
    PyObject_HEAD
    PyObject *given; /* It keeps arrays and functions alive. */
    PyArrayObject *numbers;
    Py_ssize_t count;
    Step *steps;
} Replay;

static int refuse(const char *why) {
    PyErr_SetString(PyExc_ValueError, why);
    return -1;
}

/* Find the rows that one call of the loop works on, as NumPy's iterator does. */
static int lay_out(Step *step) {
    npy_intp shape[AXES] = {1, 1}, strides[OPERANDS][AXES] = {{0}};
    PyArrayObject *out = step->operands[step->count - 1];
    for (int k = 0; k < step->count; k++)
        for (int ndim = PyArray_NDIM(step->operands[k]), axis = 0; axis < ndim; axis++) {
            npy_intp length = PyArray_DIM(step->operands[k], axis), *known = &shape[axis + AXES - ndim];
            if (ndim > AXES || (length != 1 && *known != 1 && *known != length))
                return refuse("shapes that do not fit");
            if (length == 1) continue;
            *known = length, strides[k][axis + AXES - ndim] = PyArray_STRIDE(step->operands[k], axis);
        }
    if (PyArray_SIZE(out) != shape[0] * shape[1] && out != step->operands[0])
        return refuse("an output of another shape that is no reduction");
    int is_column = shape[1] == 1, is_one_row = 1; /* A single column is a row. */
    npy_intp rows = is_column ? 1 : shape[0], columns = is_column ? shape[0] : shape[1];
    for (int k = 0; k < step->count; k++) {
        step->outer[k] = is_column ? 0 : strides[k][0], step->strides[k] = strides[k][!is_column];
        if (rows > 1 && step->outer[k] && step->outer[k] < step->strides[k])
            return refuse("columns that lie one after the other");
        is_one_row &= rows == 1 || step->outer[k] == step->strides[k] * columns;
    }
    step->rows = is_one_row ? 1 : rows, step->shape[0] = is_one_row ? rows * columns : columns;
    step->work = rows * columns;
    return 0;
}

/* Lay out a product of matrices, which is one call of the loop. */
static int lay_out_product(Step *step) {
    PyArrayObject *const *of = step->operands;
    for (int k = 0; k < OPERANDS; k++)
        for (int axis = 0; axis < AXES; axis++) {
            if (PyArray_NDIM(of[k]) != AXES) return refuse("no matrix");
            step->strides[OPERANDS + k * AXES + axis] = PyArray_STRIDE(of[k], axis);
        }
    npy_intp n = PyArray_DIM(of[0], 0), inner = PyArray_DIM(of[0], 1), m = PyArray_DIM(of[1], 1);
    if (PyArray_DIM(of[1], 0) != inner || PyArray_DIM(of[2], 0) != n || PyArray_DIM(of[2], 1) != m)
        return refuse("matrices that do not fit");
    step->rows = step->shape[0] = 1, step->shape[1] = n, step->shape[2] = inner, step->shape[3] = m;
    step->work = n * inner * m;
    return 0;
}

/* Take the function's loop for exactly these types. */
static int find_loop(Step *step, PyUFuncObject *ufunc) {
    if (!PyObject_TypeCheck(ufunc, &PyUFunc_Type) || ufunc->nargs != step->count ||
        ufunc->nout != 1 || (ufunc->core_enabled && (ufunc->core_num_dim_ix != 3 || ufunc->nin != 2)))
        return refuse("a function of another kind");
    for (int i = 0; i < ufunc->ntypes && !step->loop; i++) {
        int fits = 1;
        for (int k = 0; k < step->count; k++)
            fits &= ufunc->types[i * ufunc->nargs + k] == PyArray_TYPE(step->operands[k]);
        if (fits) step->loop = ufunc->functions[i], step->data = ufunc->data ? ufunc->data[i] : NULL;
    }
    if (!step->loop) return refuse("no loop for these types");
    return ufunc->core_enabled ? lay_out_product(step) : lay_out(step);
}

static int fill_step(Step *step, PyObject *given) {
    PyObject *function, *operands;
    if (!PyArg_ParseTuple(given, "OO!", &function, &PyTuple_Type, &operands)) return -1;
    step->count = (int)PyTuple_GET_SIZE(operands);
    if (step->count < 2 || step->count > OPERANDS) return refuse("too few or too many operands");
    for (int k = 0; k < step->count; k++) {
        step->operands[k] = (PyArrayObject *)PyTuple_GET_ITEM(operands, k);
        if (!PyArray_Check(step->operands[k]) || !PyArray_ISBEHAVED_RO(step->operands[k]))
            return refuse("an array that lies askew");
    }
    if (!PyArray_ISWRITEABLE(step->operands[step->count - 1])) return refuse("a read-only output");
    return function == Py_None ? 0 : find_loop(step, (PyUFuncObject *)function);
}

static void run_loop(const Step *step) {
    for (npy_intp row = 0; row < step->rows; row++) {
        char *starts[OPERANDS];
        for (int k = 0; k < step->count; k++)
            starts[k] = PyArray_BYTES(step->operands[k]) + row * step->outer[k];
        step->loop(starts, step->shape, step->strides, step->data);
    }
}

static int run(const Step *step) {
    if (!step->loop) return PyArray_CopyInto(step->operands[step->count - 1], step->operands[0]);
    PyThreadState *state = step->work > MANY ? PyEval_SaveThread() : NULL;
    run_loop(step);
    if (state) PyEval_RestoreThread(state);
    return 0;
}

static PyObject *replay(PyObject *object, PyObject *args, PyObject *Py_UNUSED(names)) {
    Replay *self = (Replay *)object;
    if (PyTuple_GET_SIZE(args) != PyArray_SIZE(self->numbers))
        return PyErr_Format(PyExc_TypeError, "as many numbers are wanted as were written down");
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(args); i++)
        if (PyArray_SETITEM(self->numbers, PyArray_GETPTR1(self->numbers, i), PyTuple_GET_ITEM(args, i)))
            return NULL;
    for (Py_ssize_t i = 0; i < self->count; i++)
        if (run(&self->steps[i]) < 0) return NULL;
    Py_RETURN_NONE;
}

static void destroy(PyObject *object) {
    Replay *self = (Replay *)object;
    PyMem_Free(self->steps);
    Py_XDECREF(self->given);
    Py_XDECREF(self->numbers);
    Py_TYPE(object)->tp_free(object);
}

static PyObject *create(PyTypeObject *type, PyObject *args, PyObject *Py_UNUSED(names)) {
    PyObject *given, *numbers;
    if (!PyArg_ParseTuple(args, "O!O!", &PyTuple_Type, &given, &PyArray_Type, &numbers)) return NULL;
    Replay *self = (Replay *)type->tp_alloc(type, 0);
    if (!self) return NULL;
    self->given = Py_NewRef(given), self->numbers = (PyArrayObject *)Py_NewRef(numbers);
    self->count = PyTuple_GET_SIZE(given);
    self->steps = PyMem_Calloc((size_t)self->count + 1, sizeof(Step));
    int failed = !self->steps || PyArray_NDIM(self->numbers) != 1;
    if (failed) refuse("no vector of numbers, or no memory");
    for (Py_ssize_t i = 0; i < self->count && !failed; i++)
        failed = fill_step(&self->steps[i], PyTuple_GET_ITEM(given, i));
    if (failed) Py_CLEAR(self);
    return (PyObject *)self;
}

static PyTypeObject ReplayType = {
    PyVarObject_HEAD_INIT(NULL, 0).tp_name = "layerbench_replay.Replay",
    .tp_doc = "Replay(steps, numbers), each step (function or None, operands), takes new numbers.",
    .tp_basicsize = sizeof(Replay),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_call = replay,
    .tp_new = create,
    .tp_dealloc = destroy,
};

static PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "layerbench_replay", .m_size = -1};

PyMODINIT_FUNC PyInit_layerbench_replay(void) {
    import_array();
    import_umath();
    PyObject *made = PyModule_Create(&module);
    if (made && PyModule_AddType(made, &ReplayType) < 0) Py_CLEAR(made);
    return made;
}
