"""Facts about parameters in one vector."""

from core.network.parameters import Parameters, count


def test_that_weights_and_biases_are_views_into_the_flat_vector() -> None:
    parameters = Parameters((2, 3, 1))
    parameters.flat[:] = range(parameters.flat.size)
    assert parameters.W[0].tolist() == [[0, 1], [2, 3], [4, 5]]
    assert parameters.b[0].ravel().tolist() == [6, 7, 8]
    assert parameters.W[1].tolist() == [[9, 10, 11]]
    assert parameters.b[1].tolist() == [[12]]


def test_that_the_slices_of_weights_leave_the_biases_alone() -> None:
    parameters = Parameters((2, 3, 1))
    for weights in parameters.weight_slices:
        parameters.flat[weights] = 1
    assert all(W.all() for W in parameters.W)
    assert not any(b.any() for b in parameters.b)


def test_that_a_copy_has_memory_of_its_own() -> None:
    parameters = Parameters((2, 1))
    parameters.copy().flat[:] = 1
    assert not parameters.flat.any()


def test_that_a_read_only_copy_refuses_to_change() -> None:
    assert not any(W.flags.writeable for W in Parameters((2, 1)).read_only().W)


def test_that_the_count_is_that_of_the_course_s_deep_network() -> None:
    assert count((12288, 20, 7, 5, 1)) == 245_760 + 20 + 140 + 7 + 35 + 5 + 5 + 1
