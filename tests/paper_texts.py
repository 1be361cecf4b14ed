"""Equations of neural networks as notes, papers and books write them, in the notation of several well-known ones."""

# ruff: noqa: E501

NIELSEN = r"""
z^l = w^l a^{l-1} + b^l
a^l = \sigma(z^l)
a^l_j = \sigma\left( \sum_k w^l_{jk} a^{l-1}_k + b^l_j \right)
C = \frac{1}{2n} \sum_x \|y(x) - a^L(x)\|^2
\delta^L_j = \frac{\partial C}{\partial a^L_j} \sigma'(z^L_j)
\delta^L = \nabla_a C \odot \sigma'(z^L)
\delta^l = ((w^{l+1})^T \delta^{l+1}) \odot \sigma'(z^l)
\frac{\partial C}{\partial b^l_j} = \delta^l_j
\frac{\partial C}{\partial w^l_{jk}} = a^{l-1}_k \delta^l_j
w_k \rightarrow w_k' = w_k - \eta \frac{\partial C}{\partial w_k}
b_l \rightarrow b_l' = b_l - \frac{\eta}{m} \sum_j \frac{\partial C_{X_j}}{\partial b_l}
\Delta C \approx \nabla C \cdot \Delta v
\Delta v = -\eta \nabla C
C = -\frac{1}{n} \sum_x \left[ y \ln a + (1-y) \ln (1-a) \right]
\frac{\partial C}{\partial w_j} = \frac{1}{n} \sum_x x_j (\sigma(z) - y)
a^L_j = \frac{e^{z^L_j}}{\sum_k e^{z^L_k}}
C = C_0 + \frac{\lambda}{2n} \sum_w w^2
w \rightarrow \left(1 - \frac{\eta \lambda}{n}\right) w - \eta \frac{\partial C_0}{\partial w}
v \rightarrow v' = \mu v - \eta \nabla C
\sigma\left( b + \sum_{l=0}^4 \sum_{m=0}^4 w_{l,m} a_{j+l, k+m} \right)
\frac{\partial C}{\partial b_1} = \sigma'(z_1) w_2 \sigma'(z_2) w_3 \sigma'(z_3) \frac{\partial C}{\partial a_3}
\mbox{output} = \left\{ \begin{array}{ll} 0 & \mbox{if } w\cdot x + b \leq 0 \\ 1 & \mbox{if } w\cdot x + b > 0 \end{array} \right.
"""

NG = r"""
z^{[1]} = W^{[1]} x + b^{[1]}
a^{[1]} = \sigma(z^{[1]})
Z^{[l]} = W^{[l]} A^{[l-1]} + b^{[l]}
A^{[l]} = g^{[l]}(Z^{[l]})
\hat{y}^{(i)} = \sigma(w^T x^{(i)} + b)
\mathcal{L}(\hat{y}, y) = -(y \log \hat{y} + (1 - y) \log(1 - \hat{y}))
J(w, b) = \frac{1}{m} \sum_{i=1}^{m} \mathcal{L}(\hat{y}^{(i)}, y^{(i)})
dZ^{[l]} = dA^{[l]} * g^{[l]\prime}(Z^{[l]})
dW^{[l]} = \frac{1}{m} dZ^{[l]} A^{[l-1]T}
db^{[l]} = \frac{1}{m} \sum_{i=1}^{m} dZ^{[l](i)}
dA^{[l-1]} = W^{[l]T} dZ^{[l]}
W^{[l]} := W^{[l]} - \alpha \, dW^{[l]}
v_{dW} = \beta v_{dW} + (1-\beta) dW
s_{dW} = \beta_2 s_{dW} + (1 - \beta_2) dW^2
\tilde{z}^{(i)} = \gamma z^{(i)}_{norm} + \beta
z^{(i)}_{norm} = \frac{z^{(i)} - \mu}{\sqrt{\sigma^2 + \epsilon}}
h_\theta(x) = \theta_0 + \theta_1 x_1 + \dots + \theta_n x_n
\theta_j := \theta_j - \alpha \frac{1}{m} \sum_{i=1}^m (h_\theta(x^{(i)}) - y^{(i)}) x_j^{(i)}
J(\theta) = \frac{1}{2m} \sum_{i=1}^{m} \left( h_\theta(x^{(i)}) - y^{(i)} \right)^2
\theta = (X^T X)^{-1} X^T y
J(\theta) = -\frac{1}{m} \sum_{i=1}^m \sum_{k=1}^K y_k^{(i)} \log((h_\theta(x^{(i)}))_k)
a^{(2)} = g(\Theta^{(1)} a^{(1)})
\delta^{(3)} = (\Theta^{(3)})^T \delta^{(4)} .* g'(z^{(3)})
g'(z^{(3)}) = a^{(3)} .* (1 - a^{(3)})
a^{\langle t \rangle} = g(W_{aa} a^{\langle t-1 \rangle} + W_{ax} x^{\langle t \rangle} + b_a)
"""

GOODFELLOW = r"""
\boldsymbol{h} = g(\boldsymbol{W}^\top \boldsymbol{x} + \boldsymbol{c})
y = \boldsymbol{w}^\top \boldsymbol{h} + b
f(\boldsymbol{x}; \boldsymbol{W}, \boldsymbol{c}, \boldsymbol{w}, b) = \boldsymbol{w}^\top \max\{0, \boldsymbol{W}^\top \boldsymbol{x} + \boldsymbol{c}\} + b
\mathrm{softmax}(\boldsymbol{z})_i = \frac{\exp(z_i)}{\sum_j \exp(z_j)}
\log \mathrm{softmax}(\boldsymbol{z})_i = z_i - \log \sum_j \exp(z_j)
\sigma(x) = \frac{\exp(x)}{\exp(x) + \exp(0)}
\zeta(x) = \log(1 + \exp(x))
1 - \sigma(x) = \sigma(-x)
\frac{d}{dx} \sigma(x) = \sigma(x) (1 - \sigma(x))
\tanh(z) = 2 \sigma(2z) - 1
\tilde{J}(\boldsymbol{\theta}; \boldsymbol{X}, \boldsymbol{y}) = J(\boldsymbol{\theta}; \boldsymbol{X}, \boldsymbol{y}) + \alpha \Omega(\boldsymbol{\theta})
\Omega(\boldsymbol{\theta}) = \frac{1}{2} \|\boldsymbol{w}\|_2^2
\boldsymbol{w} \leftarrow \boldsymbol{w} - \epsilon (\alpha \boldsymbol{w} + \nabla_{\boldsymbol{w}} J(\boldsymbol{w}; \boldsymbol{X}, \boldsymbol{y}))
\boldsymbol{g} = \frac{1}{m} \nabla_{\boldsymbol{\theta}} \sum_i L(f(\boldsymbol{x}^{(i)}; \boldsymbol{\theta}), \boldsymbol{y}^{(i)})
\boldsymbol{v} \leftarrow \alpha \boldsymbol{v} - \epsilon \boldsymbol{g}
\boldsymbol{a}^{(t)} = \boldsymbol{b} + \boldsymbol{W} \boldsymbol{h}^{(t-1)} + \boldsymbol{U} \boldsymbol{x}^{(t)}
\boldsymbol{h}^{(t)} = \tanh(\boldsymbol{a}^{(t)})
\boldsymbol{w} = (\boldsymbol{X}^\top \boldsymbol{X} + \lambda \boldsymbol{I})^{-1} \boldsymbol{X}^\top \boldsymbol{y}
\frac{\partial z}{\partial x_i} = \sum_j \frac{\partial z}{\partial y_j} \frac{\partial y_j}{\partial x_i}
\nabla_{\boldsymbol{x}} z = \left( \frac{\partial \boldsymbol{y}}{\partial \boldsymbol{x}} \right)^\top \nabla_{\boldsymbol{y}} z
"""

D2L = r"""
\hat{y} = w_1 x_1 + \cdots + w_d x_d + b
\hat{y} = \mathbf{w}^\top \mathbf{x} + b
\hat{\mathbf{y}} = \mathbf{X} \mathbf{w} + b
l^{(i)}(\mathbf{w}, b) = \frac{1}{2} \left(\hat{y}^{(i)} - y^{(i)}\right)^2
\mathbf{w}^*, b^* = \operatorname*{argmin}_{\mathbf{w}, b} L(\mathbf{w}, b)
(\mathbf{w}, b) \leftarrow (\mathbf{w}, b) - \frac{\eta}{|\mathcal{B}|} \sum_{i \in \mathcal{B}} \partial_{(\mathbf{w}, b)} l^{(i)}(\mathbf{w}, b)
\mathbf{o} = \mathbf{W} \mathbf{x} + \mathbf{b}
\mathbf{H} = \sigma(\mathbf{X} \mathbf{W}^{(1)} + \mathbf{b}^{(1)})
\mathbf{O} = \mathbf{H} \mathbf{W}^{(2)} + \mathbf{b}^{(2)}
\hat{\mathbf{Y}} = \mathrm{softmax}(\mathbf{O})
l(\mathbf{y}, \hat{\mathbf{y}}) = -\sum_{j=1}^q y_j \log \hat{y}_j
\partial_{o_j} l(\mathbf{y}, \hat{\mathbf{y}}) = \frac{\exp(o_j)}{\sum_{k=1}^q \exp(o_k)} - y_j = \mathrm{softmax}(\mathbf{o})_j - y_j
\mathbf{H}_t = \phi(\mathbf{X}_t \mathbf{W}_{\textrm{xh}} + \mathbf{H}_{t-1} \mathbf{W}_{\textrm{hh}} + \mathbf{b}_\textrm{h})
\mathbf{I}_t = \sigma(\mathbf{X}_t \mathbf{W}_{\textrm{xi}} + \mathbf{H}_{t-1} \mathbf{W}_{\textrm{hi}} + \mathbf{b}_\textrm{i})
\mathbf{C}_t = \mathbf{F}_t \odot \mathbf{C}_{t-1} + \mathbf{I}_t \odot \tilde{\mathbf{C}}_t
\mathbf{H}_t = \mathbf{O}_t \odot \tanh(\mathbf{C}_t)
\mathrm{BN}(\mathbf{x}) = \boldsymbol{\gamma} \odot \frac{\mathbf{x} - \hat{\boldsymbol{\mu}}_\mathcal{B}}{\hat{\boldsymbol{\sigma}}_\mathcal{B}} + \boldsymbol{\beta}
\mathrm{softmax}\left(\frac{\mathbf{Q} \mathbf{K}^\top}{\sqrt{d}}\right) \mathbf{V}
\frac{\partial J}{\partial \mathbf{W}^{(2)}} = \frac{\partial J}{\partial \mathbf{o}} \mathbf{h}^\top + \lambda \mathbf{W}^{(2)}
\mathbf{s}_t \leftarrow \gamma \mathbf{s}_{t-1} + (1 - \gamma) \mathbf{g}_t^2
\hat{\mathbf{v}}_t = \frac{\mathbf{v}_t}{1 - \beta_1^t}
"""

UDL = r"""
\mathbf{h}_1 = \mathbf{a}[\boldsymbol{\beta}_0 + \boldsymbol{\Omega}_0 \mathbf{x}]
\mathbf{y} = \boldsymbol{\beta}_K + \boldsymbol{\Omega}_K \mathbf{h}_K
h_1 = \mbox{a}[\theta_{10} + \theta_{11} x]
y = \phi_0 + \phi_1 h_1 + \phi_2 h_2 + \phi_3 h_3
\hat{\boldsymbol{\phi}} = \mathop{\mathrm{argmin}}_{\boldsymbol{\phi}} \left[ L[\boldsymbol{\phi}] \right]
L[\boldsymbol{\phi}] = \sum_{i=1}^I \left( \mbox{f}[x_i, \boldsymbol{\phi}] - y_i \right)^2
\mbox{sig}[z] = \frac{1}{1 + \exp[-z]}
\boldsymbol{\phi} \longleftarrow \boldsymbol{\phi} - \alpha \frac{\partial L}{\partial \boldsymbol{\phi}}
\frac{\partial \ell_i}{\partial \mathbf{f}_{k-1}} = \mathbb{I}[\mathbf{f}_{k-1} > 0] \odot \left( \boldsymbol{\Omega}_k^T \frac{\partial \ell_i}{\partial \mathbf{f}_k} \right)
Pr(y = 1 | x) = \mbox{sig}[\mbox{f}[x, \phi]]
"""

BISHOP = r"""
y(\mathbf{x}, \mathbf{w}) = f\left( \sum_{j=1}^M w_j \phi_j(\mathbf{x}) \right)
a_j = \sum_{i=1}^D w_{ji}^{(1)} x_i + w_{j0}^{(1)}
z_j = h(a_j)
y_k(\mathbf{x}, \mathbf{w}) = \sigma\left( \sum_{j=0}^M w_{kj}^{(2)} h\left( \sum_{i=0}^D w_{ji}^{(1)} x_i \right) \right)
E(\mathbf{w}) = \frac{1}{2} \sum_{n=1}^N \| \mathbf{y}(\mathbf{x}_n, \mathbf{w}) - \mathbf{t}_n \|^2
E(\mathbf{w}) = -\sum_{n=1}^N \{ t_n \ln y_n + (1 - t_n) \ln(1 - y_n) \}
\frac{\partial E_n}{\partial w_{ji}} = \delta_j z_i
\delta_j = h'(a_j) \sum_k w_{kj} \delta_k
\mathbf{w}^{(\tau+1)} = \mathbf{w}^{(\tau)} - \eta \nabla E_n(\mathbf{w}^{(\tau)})
\frac{\partial E_n}{\partial a_j} = \sum_k \frac{\partial E_n}{\partial a_k} \frac{\partial a_k}{\partial a_j}
\boldsymbol{\Phi}^T \boldsymbol{\Phi} \mathbf{w} = \boldsymbol{\Phi}^T \mathbf{t}
\ln p(\mathbf{t} | \mathbf{w}, \beta) = \frac{N}{2} \ln \beta - \frac{N}{2} \ln(2\pi) - \beta E_D(\mathbf{w})
p(C_1 | \mathbf{x}) = \frac{p(\mathbf{x} | C_1) p(C_1)}{p(\mathbf{x} | C_1) p(C_1) + p(\mathbf{x} | C_2) p(C_2)} = \sigma(a)
a = \ln \frac{p(\mathbf{x} | C_1) p(C_1)}{p(\mathbf{x} | C_2) p(C_2)}
\nabla E(\mathbf{w}) = \sum_{n=1}^N (y_n - t_n) \boldsymbol{\phi}_n
"""

MURPHY = r"""
p(y | \mathbf{x}; \boldsymbol{\theta}) = \mathrm{Ber}(y | \sigma(\mathbf{w}^\top \mathbf{x} + b))
\mathrm{NLL}(\mathbf{w}) = -\frac{1}{N} \sum_{n=1}^N \left[ y_n \log \mu_n + (1 - y_n) \log(1 - \mu_n) \right]
\nabla_{\mathbf{w}} \mathrm{NLL}(\mathbf{w}) = \frac{1}{N} \sum_{n=1}^N (\mu_n - y_n) \mathbf{x}_n
\mathbf{z}_l = f_l(\mathbf{z}_{l-1}) = \varphi_l(\mathbf{b}_l + \mathbf{W}_l \mathbf{z}_{l-1})
\mathbf{H}(\mathbf{w}) = \frac{1}{N} \mathbf{X}^\top \mathbf{S} \mathbf{X}
\mathrm{ReLU}(a) = \max(a, 0) = a \mathbb{I}(a > 0)
\mathrm{swish}(a) = a \sigma(\beta a)
\mathbf{u}_l = \frac{\partial \mathcal{L}}{\partial \mathbf{z}_l}
"""

CS231N = r"""
L = \frac{1}{N} \sum_i L_i + \lambda R(W)
L_i = \sum_{j \neq y_i} \max(0, s_j - s_{y_i} + \Delta)
L_i = -\log\left(\frac{e^{f_{y_i}}}{\sum_j e^{f_j}}\right)
L_i = -f_{y_i} + \log \sum_j e^{f_j}
R(W) = \sum_k \sum_l W_{k,l}^2
f(x_i, W, b) = W x_i + b
s = W_2 \max(0, W_1 x)
\frac{df(x)}{dx} = \lim_{h \to 0} \frac{f(x + h) - f(x)}{h}
\frac{\partial L_i}{\partial f_k} = p_k - \mathbb{1}(y_i = k)
\nabla_{w_j} L_i = \mathbb{1}(w_j^T x_i - w_{y_i}^T x_i + \Delta > 0) x_i
\text{Var}(s) = \text{Var}\left(\sum_i^n w_i x_i\right)
p_k = \frac{e^{f_k}}{ \sum_j e^{f_j} }
h_t = \tanh(W_{hh} h_{t-1} + W_{xh} x_t)
\sigma(x) = 1 / (1 + e^{-x})
"""

SHEETS = r"""
f(x) = \frac{1}{1+e^{-x}}, \quad f'(x) = f(x)(1 - f(x))
\text{ReLU}(x) = \begin{cases} x & \text{if } x > 0 \\ 0 & \text{otherwise} \end{cases}
\text{LeakyReLU}(x) = \begin{cases} x & x \geq 0 \\ \alpha x & x < 0 \end{cases}
\text{ELU}(x) = \begin{cases} x & x > 0 \\ \alpha (e^x - 1) & x \leq 0 \end{cases}
\tanh(x) = \frac{e^x - e^{-x}}{e^x + e^{-x}}
\text{MSE} = \frac{1}{n} \sum_{i=1}^{n} (y_i - \hat{y}_i)^2
\text{MAE} = \frac1n \sum_{i=1}^n |y_i - \hat y_i|
H(p, q) = -\sum_x p(x) \log q(x)
D_{KL}(p \| q) = \sum_x p(x) \log \frac{p(x)}{q(x)}
m_t = \beta_1 m_{t-1} + (1-\beta_1) g_t
v_t = \beta_2 v_{t-1} + (1-\beta_2) g_t^2
\theta_{t+1} = \theta_t - \frac{\eta}{\sqrt{\hat v_t} + \epsilon} \hat m_t
\theta \leftarrow \theta - \eta \nabla_\theta J(\theta)
\hat{x}_i = \frac{x_i - \mu_B}{\sqrt{\sigma_B^2 + \epsilon}}
\mu_B = \frac{1}{m} \sum_{i=1}^m x_i
y_i = \gamma \hat{x}_i + \beta
\text{Attention}(Q, K, V) = \text{softmax}\left(\frac{QK^T}{\sqrt{d_k}}\right) V
i_t = \sigma(W_i [h_{t-1}, x_t] + b_i)
C_t = f_t * C_{t-1} + i_t * \tilde{C}_t
z_t = \sigma(W_z x_t + U_z h_{t-1} + b_z)
h_t = (1 - z_t) \odot h_{t-1} + z_t \odot \tilde{h}_t
\frac{\partial L}{\partial w} = \frac{\partial L}{\partial a} \cdot \frac{\partial a}{\partial z} \cdot \frac{\partial z}{\partial w}
W \in \mathbb{R}^{m \times n}
w_{ij} \sim \mathcal{N}\left(0, \frac{2}{n_{in}}\right)
\mathbf{J} = \begin{bmatrix} \frac{\partial f_1}{\partial x_1} & \cdots & \frac{\partial f_1}{\partial x_n} \\ \vdots & \ddots & \vdots \\ \frac{\partial f_m}{\partial x_1} & \cdots & \frac{\partial f_m}{\partial x_n} \end{bmatrix}
\begin{bmatrix} a_0 \\ a_1 \\ \vdots \\ a_n \end{bmatrix} = \sigma\left( \begin{bmatrix} w_{0,0} & w_{0,1} & \cdots & w_{0,n} \\ w_{1,0} & w_{1,1} & \cdots & w_{1,n} \\ \vdots & \vdots & \ddots & \vdots \\ w_{k,0} & w_{k,1} & \cdots & w_{k,n} \end{bmatrix} \begin{bmatrix} x_0 \\ x_1 \\ \vdots \\ x_n \end{bmatrix} \right)
w_1 x_1 + w_2 x_2 \geq \theta
\frac{d}{dx} \text{softplus}(x) = \sigma(x)
\text{GELU}(x) = x \Phi(x)
\|w\|_1 = \sum_i |w_i|
\frac{\partial C}{\partial w} = -\frac1n \sum_{i=1}^n x_i (y_i - \hat y_i)
O = \frac{W - K + 2P}{S} + 1
S(i, j) = \sum_m \sum_n I(i + m, j + n) K(m, n)
w^T x = |w| |x| \cos \theta
y = \operatorname{sign}(w \cdot x + b)
\delta_k = o_k (1 - o_k) (t_k - o_k)
\Delta w_{ij} = \eta \, \delta_j \, x_i
\ell(\theta) = \log \prod_{i=1}^m p(y^{(i)} | x^{(i)}; \theta) = \sum_{i=1}^m \log p(y^{(i)} | x^{(i)}; \theta)
"""

UNICODE = r"""
z = W x + b
aⱼ = σ(Σₖ wⱼₖ xₖ + bⱼ)
a⁽ˡ⁾ = σ(W⁽ˡ⁾ a⁽ˡ⁻¹⁾ + b⁽ˡ⁾)
δ = (Wᵀ δ) ⊙ σ'(z)
σ'(x) = σ(x)(1 − σ(x))
ŷ = w₁x₁ + w₂x₂ + … + wₙxₙ + b
C = ½ Σᵢ (yᵢ − aᵢ)²
∂C/∂w = (a − y) σ'(z) x
W ← W − η ∇C
‖x‖² = xᵀx
y = max(0, x)
"""

ALL = {
    name: [line for line in text.strip().splitlines() if line]
    for name, text in (
        ("Nielsen", NIELSEN), ("Ng", NG), ("Goodfellow", GOODFELLOW), ("d2l", D2L), ("UDL", UDL), ("Bishop", BISHOP),
        ("Murphy", MURPHY), ("CS231n", CS231N), ("sheets", SHEETS), ("Unicode", UNICODE),
    )
}  # fmt: skip
