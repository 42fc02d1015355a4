/* Written by packaging/rules.py from core/network/optimisers.py: to be changed there. */

#include <math.h>
#include <stddef.h>

#if defined(__x86_64__) && defined(__gnu_linux__)
#define RULE __attribute__((target_clones("avx2", "default"))) void
#else
#define RULE void
#endif

RULE GradientDescent_float64(size_t n, double *restrict W_, double *restrict dW_, const double *numbers) {
    const double f0 = (double)numbers[0];
    for (size_t i = 0; i < n; i++) {
        double W = W_[i], dW = dW_[i];
        dW = dW * f0;
        W = W - dW;
        W_[i] = W;
    }
}

RULE GradientDescent_float32(size_t n, float *restrict W_, float *restrict dW_, const double *numbers) {
    const float f0 = (float)numbers[0];
    for (size_t i = 0; i < n; i++) {
        float W = W_[i], dW = dW_[i];
        dW = dW * f0;
        W = W - dW;
        W_[i] = W;
    }
}

RULE Momentum_float64(size_t n, double *restrict W_, double *restrict dW_, double *restrict v_, const double *numbers) {
    const double f0 = (double)numbers[0], f1 = (double)numbers[1], f2 = (double)numbers[2];
    for (size_t i = 0; i < n; i++) {
        double W = W_[i], v = v_[i], dW = dW_[i], buffer;
        buffer = dW * f1;
        v = v * f0;
        v = v + buffer;
        dW = v * f2;
        W = W - dW;
        W_[i] = W; v_[i] = v;
    }
}

RULE Momentum_float32(size_t n, float *restrict W_, float *restrict dW_, float *restrict v_, const double *numbers) {
    const float f0 = (float)numbers[0], f1 = (float)numbers[1], f2 = (float)numbers[2];
    for (size_t i = 0; i < n; i++) {
        float W = W_[i], v = v_[i], dW = dW_[i], buffer;
        buffer = dW * f1;
        v = v * f0;
        v = v + buffer;
        dW = v * f2;
        W = W - dW;
        W_[i] = W; v_[i] = v;
    }
}

RULE Nesterov_float64(size_t n, double *restrict W_, double *restrict dW_, double *restrict v_, const double *numbers) {
    const double f0 = (double)numbers[0], f1 = (double)numbers[1], f2 = (double)numbers[2];
    for (size_t i = 0; i < n; i++) {
        double W = W_[i], v = v_[i], dW = dW_[i], buffer;
        buffer = dW * f1;
        v = v * f0;
        v = v + buffer;
        dW = v * f0;
        dW = dW + buffer;
        dW = dW * f2;
        W = W - dW;
        W_[i] = W; v_[i] = v;
    }
}

RULE Nesterov_float32(size_t n, float *restrict W_, float *restrict dW_, float *restrict v_, const double *numbers) {
    const float f0 = (float)numbers[0], f1 = (float)numbers[1], f2 = (float)numbers[2];
    for (size_t i = 0; i < n; i++) {
        float W = W_[i], v = v_[i], dW = dW_[i], buffer;
        buffer = dW * f1;
        v = v * f0;
        v = v + buffer;
        dW = v * f0;
        dW = dW + buffer;
        dW = dW * f2;
        W = W - dW;
        W_[i] = W; v_[i] = v;
    }
}

RULE RMSprop_float64(size_t n, double *restrict W_, double *restrict dW_, double *restrict s_, const double *numbers) {
    const double f0 = (double)numbers[0], f1 = (double)numbers[1], f2 = (double)numbers[2], f3 = (double)numbers[3];
    for (size_t i = 0; i < n; i++) {
        double W = W_[i], s = s_[i], dW = dW_[i], buffer;
        buffer = dW * dW;
        buffer = buffer * f1;
        s = s * f0;
        s = s + buffer;
        buffer = sqrt(s);
        buffer = buffer + f2;
        dW = dW / buffer;
        dW = dW * f3;
        W = W - dW;
        W_[i] = W; s_[i] = s;
    }
}

RULE RMSprop_float32(size_t n, float *restrict W_, float *restrict dW_, float *restrict s_, const double *numbers) {
    const float f0 = (float)numbers[0], f1 = (float)numbers[1], f2 = (float)numbers[2], f3 = (float)numbers[3];
    for (size_t i = 0; i < n; i++) {
        float W = W_[i], s = s_[i], dW = dW_[i], buffer;
        buffer = dW * dW;
        buffer = buffer * f1;
        s = s * f0;
        s = s + buffer;
        buffer = sqrtf(s);
        buffer = buffer + f2;
        dW = dW / buffer;
        dW = dW * f3;
        W = W - dW;
        W_[i] = W; s_[i] = s;
    }
}

RULE Adam_float64(size_t n, double *restrict W_, double *restrict dW_, double *restrict v_, double *restrict s_, const double *numbers) {
    const double f0 = (double)numbers[0], f1 = (double)numbers[1], f2 = (double)numbers[2], f3 = (double)numbers[3], f4 = (double)numbers[4], f5 = (double)numbers[5];
    for (size_t i = 0; i < n; i++) {
        double W = W_[i], v = v_[i], s = s_[i], dW = dW_[i], buffer;
        buffer = dW * f1;
        v = v * f0;
        v = v + buffer;
        dW = dW * dW;
        buffer = dW * f3;
        s = s * f2;
        s = s + buffer;
        buffer = sqrt(s);
        buffer = buffer + f4;
        buffer = v / buffer;
        buffer = buffer * f5;
        W = W - buffer;
        W_[i] = W; v_[i] = v; s_[i] = s;
    }
}

RULE Adam_float32(size_t n, float *restrict W_, float *restrict dW_, float *restrict v_, float *restrict s_, const double *numbers) {
    const float f0 = (float)numbers[0], f1 = (float)numbers[1], f2 = (float)numbers[2], f3 = (float)numbers[3], f4 = (float)numbers[4], f5 = (float)numbers[5];
    for (size_t i = 0; i < n; i++) {
        float W = W_[i], v = v_[i], s = s_[i], dW = dW_[i], buffer;
        buffer = dW * f1;
        v = v * f0;
        v = v + buffer;
        dW = dW * dW;
        buffer = dW * f3;
        s = s * f2;
        s = s + buffer;
        buffer = sqrtf(s);
        buffer = buffer + f4;
        buffer = v / buffer;
        buffer = buffer * f5;
        W = W - buffer;
        W_[i] = W; v_[i] = v; s_[i] = s;
    }
}
