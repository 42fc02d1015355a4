/* Makes a list of NumPy's calls on fixed arrays at once: each is NumPy's own inner loop or copy, so
   nothing is computed here and the bits are NumPy's. replay.py finds out what to call. */

#define PY_SSIZE_T_CLEAN
#define NPY_NO_DEPRECATED_API NPY_2_0_API_VERSION
#define NPY_TARGET_VERSION NPY_2_0_API_VERSION
#include <Python.h>
#include <numpy/arrayobject.h>
#include <numpy/ufuncobject.h>

/* For more numbers than MANY NumPy lets other threads have the interpreter, and so does this. */
enum { OPERANDS = 3, MANY = 500 };

typedef struct { /* The last operand is written; without a loop it is a copy of the first. */
    PyArrayObject *operands[OPERANDS];
    int count;
    PyUFuncGenericFunction loop;
    void *data;
    char **starts; /* The loop is called with these, */
    npy_intp *shape, *strides, work;
    NpyIter *iterator; /* and as often as this goes on to others. */
    NpyIter_IterNextFunc *next;
    char *matrices[OPERANDS]; /* A product of matrices is one call with these. */
    npy_intp sizes[1 + OPERANDS], steps[3 * OPERANDS];
} Step;

typedef struct {
    PyObject *given; /* It keeps arrays and functions alive. */
    Py_ssize_t count;
    Step steps[];
} Plan;

static int refuse(const char *why) {
    PyErr_SetString(PyExc_ValueError, why);
    return -1;
}

/* Have NumPy's iterator find the rows that one call of the loop works on. */
static int lay_out(Step *step) {
    PyArrayObject *out = step->operands[step->count - 1];
    npy_uint32 flags[OPERANDS] = {NPY_ITER_READONLY, NPY_ITER_READONLY, NPY_ITER_READONLY};
    int is_reduction = out == step->operands[0] && step->count == OPERANDS;
    flags[step->count - 1] = NPY_ITER_READWRITE | (is_reduction ? 0 : NPY_ITER_NO_BROADCAST);
    step->iterator = NpyIter_MultiNew(
        step->count, step->operands, NPY_ITER_EXTERNAL_LOOP | NPY_ITER_REDUCE_OK, NPY_KEEPORDER,
        NPY_NO_CASTING, flags, NULL);
    if (!step->iterator || !(step->next = NpyIter_GetIterNext(step->iterator, NULL))) return -1;
    step->starts = NpyIter_GetDataPtrArray(step->iterator);
    step->shape = NpyIter_GetInnerLoopSizePtr(step->iterator);
    step->strides = NpyIter_GetInnerStrideArray(step->iterator);
    step->work = NpyIter_GetIterSize(step->iterator);
    return 0;
}

static int lay_out_product(Step *step) {
    step->starts = step->matrices, step->shape = step->sizes, step->strides = step->steps;
    for (int k = 0; k < OPERANDS; k++) {
        if (PyArray_NDIM(step->operands[k]) != 2) return refuse("no matrix");
        step->matrices[k] = PyArray_BYTES(step->operands[k]);
        memcpy(step->steps + OPERANDS + 2 * k, PyArray_STRIDES(step->operands[k]), 2 * sizeof(npy_intp));
    }
    npy_intp *A = PyArray_DIMS(step->operands[0]), *B = PyArray_DIMS(step->operands[1]);
    npy_intp *out = PyArray_DIMS(step->operands[2]), sizes[] = {1, A[0], A[1], B[1]};
    if (A[1] != B[0] || out[0] != A[0] || out[1] != B[1]) return refuse("matrices that do not fit");
    memcpy(step->sizes, sizes, sizeof sizes);
    step->work = A[0] * A[1] * B[1];
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

static void run_loop(Step *step) {
    char *why; /* Asked for so that the interpreter is not needed; nothing can go wrong. */
    int goes_on = step->iterator && step->work > *step->shape;
    if (goes_on) NpyIter_Reset(step->iterator, &why);
    do step->loop(step->starts, step->shape, step->strides, step->data);
    while (goes_on && step->next(step->iterator));
}

static PyObject *replay(PyObject *capsule, PyObject *Py_UNUSED(nothing)) {
    Plan *plan = PyCapsule_GetPointer(capsule, NULL);
    for (Step *step = plan->steps; step < plan->steps + plan->count; step++) {
        if (!step->loop && PyArray_CopyInto(step->operands[step->count - 1], step->operands[0]) < 0)
            return NULL;
        if (!step->loop) continue;
        PyThreadState *state = step->work > MANY ? PyEval_SaveThread() : NULL;
        run_loop(step);
        if (state) PyEval_RestoreThread(state);
    }
    Py_RETURN_NONE;
}

static void destroy(PyObject *capsule) {
    Plan *plan = PyCapsule_GetPointer(capsule, NULL);
    for (Py_ssize_t i = 0; i < plan->count; i++)
        if (plan->steps[i].iterator) NpyIter_Deallocate(plan->steps[i].iterator);
    Py_DECREF(plan->given);
    PyMem_Free(plan);
}

static PyMethodDef replay_method = {"replay", replay, METH_NOARGS, "Make the steps."};

static PyObject *bind(PyObject *Py_UNUSED(module), PyObject *given) {
    if (!PyTuple_Check(given)) return PyErr_Format(PyExc_TypeError, "a tuple of steps is wanted");
    Py_ssize_t count = PyTuple_GET_SIZE(given);
    Plan *plan = PyMem_Calloc(1, sizeof(Plan) + (size_t)count * sizeof(Step));
    if (!plan) return PyErr_NoMemory();
    plan->given = Py_NewRef(given), plan->count = count;
    PyObject *capsule = PyCapsule_New(plan, NULL, destroy), *call = NULL;
    int failed = !capsule;
    for (Py_ssize_t i = 0; i < count && !failed; i++)
        failed = fill_step(&plan->steps[i], PyTuple_GET_ITEM(given, i));
    if (!failed) call = PyCFunction_New(&replay_method, capsule);
    Py_XDECREF(capsule);
    return call;
}

static PyMethodDef methods[] = {
    {"bind", bind, METH_O, "Return what makes steps (function or None, operands) when called."}, {0}};

static PyModuleDef module = {
    PyModuleDef_HEAD_INIT, .m_name = "layerbench_replay", .m_size = -1, .m_methods = methods};

PyMODINIT_FUNC PyInit_layerbench_replay(void) {
    import_array();
    import_umath();
    return PyModule_Create(&module);
}
